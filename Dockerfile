FROM python:3.13-slim
WORKDIR /srv/enishi
COPY requirements/runtime.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --editable . \
    && useradd --system --create-home --home-dir /var/lib/enishi enishi
USER enishi
ENV ENISHI_HOST=0.0.0.0 \
    ENISHI_DATABASE_URL=sqlite+aiosqlite:////var/lib/enishi/enishi.db
VOLUME /var/lib/enishi
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/readyz', timeout=3)"]
ENTRYPOINT ["enishi"]
CMD ["serve"]
