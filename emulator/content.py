"""What users sent as files: the endpoints of api-data.line.me, and the making of such files.

https://developers.line.biz/en/reference/messaging-api/#get-content
"""

from io import BytesIO
from pathlib import Path

from PIL import Image

from emulator.calls import Answer, Call
from emulator.errors import not_found, refusal
from emulator.people import Content, Shown

_SIGNS = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
)
SAMPLES = Path(__file__).parent / "samples"
_OTHERWISE = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/m4a"}


def _found(call: Call) -> tuple[Shown, Content]:
    message = call.world.people.message(call.params["messageId"])
    if message is None or message[1].sender != "user":
        raise not_found("not found")
    line = message[1]
    if line.unsent:
        raise refusal(410, "The content is gone")
    if line.content is None:
        raise not_found("not found")
    return line, line.content


def get_content(call: Call) -> Answer:
    """GET /v2/bot/message/{messageId}/content: 202 while it is being prepared."""
    _, content = _found(call)
    if call.world.now() < content.ready_at:
        return Answer(status=202)
    return Answer(data=content.data, data_type=content.mime)


def get_preview(call: Call) -> Answer:
    """GET /v2/bot/message/{messageId}/content/preview: images and videos only."""
    line, content = _found(call)
    if line.body["type"] not in ("image", "video"):
        raise refusal(400, "The content can not be previewed")
    if call.world.now() < content.ready_at:
        return Answer(status=202)
    if line.body["type"] == "image":
        return Answer(data=content.data, data_type=content.mime)
    return Answer(data=sample_picture(), data_type="image/png")


def get_transcoding(call: Call) -> Answer:
    """GET /v2/bot/message/{messageId}/content/transcoding: videos and audio only."""
    line, content = _found(call)
    if line.body["type"] not in ("video", "audio"):
        raise refusal(400, "Transcoding status doesn't support this type of content")
    ready = call.world.now() >= content.ready_at
    return Answer({"status": "succeeded" if ready else "processing"})


def sample_picture() -> bytes:
    """A small PNG for when somebody sends a picture without bringing one."""
    out = BytesIO()
    Image.new("RGB", (240, 180), (120, 170, 150)).save(out, "PNG")
    return out.getvalue()


def sample(kind: str) -> bytes:
    """A small file of that kind for when somebody sends one without bringing it; films and voices play."""
    if kind == "image":
        return sample_picture()
    name = {"video": "clip.mp4", "audio": "voice.m4a"}.get(kind)
    return (SAMPLES / name).read_bytes() if name else f"sample {kind}".encode()


def mime_of(kind: str, data: bytes) -> str:
    """The content type of a file by its first bytes, else by the kind of message."""
    for sign, mime in _SIGNS:
        if data.startswith(sign):
            return mime
    return _OTHERWISE.get(kind, "application/octet-stream")
