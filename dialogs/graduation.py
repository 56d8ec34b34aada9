"""Years of graduation as people write them: 「27卒」「2027年3月」「来年卒業」「M1」「短大1年」「薬学部4年」.

A year is that of the class: 2027 for whoever graduates from April 2026 to March 2027 and begins to work then.
Works on folded text (see `dialogs.japanese`); relative words need the day on which they were typed.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.conditions import this_class
from dialogs.position import Partly
from dialogs.years import ERAS, of_era

LENGTHS: Final = {
    "university": 4, "junior_college": 2, "vocational": 2, "kosen": 5, "six_year": 6, "graduate": 2,
}  # fmt: skip
"""Kinds of school that she can choose from, with the years that most of their courses take."""

_ALL: Final = LENGTHS | {"doctoral": 3, "kosen_advanced": 2}
_LONGEST: Final = _ALL | {"junior_college": 3, "vocational": 4}
_SCHOOLS: Final = (
    ("doctoral", r"博士後期(?:課程)?|博士(?:課程)?|どくたー|d(?=\d)|phd|doctoral(?:student)?"),
    ("graduate", r"(?:大学院|院)?(?:修士|博士前期|ますたー)(?:課程)?|大学院生?|院生?|m(?=\d)|"
                 r"master(?:s|course|student)*|graduateschool|gradschool"),
    ("kosen_advanced", r"(?:高専)?専攻科"),
    ("kosen", r"高専(?:本科)?生?|高等専門学校|こうせん|kosen|technicalcollege"),
    ("junior_college", r"短大生?|短期大学(?:部|生)?|たんだい|juniorcollege"),
    ("vocational", r"専門学校|専門学?生?|専修学校|せんもん|vocationalschool|tradeschool"),
    ("six_year", r"6年制(?:大学)?|薬学部?|薬科大学?|薬学生|医学部(?:医学科)?|医科大学?|医大生?|医学生|"
                 r"歯学部?|歯科大学?|獣医学?部?|pharmacy|medicalschool|medschool"),
    ("university", r"4年制大学?|4大|大学生?|大(?=\d)|学部生?|だいがく|b(?=\d)|university|college|"
                   r"undergrad(?:uate)?"),
)  # fmt: skip
_SCHOOL: Final = "|".join(f"(?P<{kind}>{words})" for kind, words in _SCHOOLS)
_TAIL: Final = (
    r"(?:に|で|の)?(?:在籍|在学|通学)?(?:中|して|通って)?(?:い?ます)?(?:の?学生|生)?(?:です|だ)?(?:student)?"
)
_YEAR_AT: Final = r"(?P<grade>[1-6])(?:年生|年次|年目|年|回生|ねんせい|ねん)?"
_AT_SCHOOL: Final = re.compile(
    rf"(?:(?P<length>[234])年制の?)?(?:[^\d]{{0,15}}?)(?:{_SCHOOL})(?:[^\d]{{0,10}}?(?:学部|学科|研究科|専攻|課程))?の?(?:{_YEAR_AT})?{_TAIL}"
)
_BARE: Final = re.compile(
    rf"(?:(?:今|いま|現在|この春から|4月から)は?)?(?P<grade>[1-6])(?P<word>年生|年次|回生|年|ねんせい){_TAIL}"
)
_SOMEWHERE: Final = re.compile(
    rf"(?!.*(?:高校|中学|小学))[^\d]{{1,10}}の(?P<grade>[1-6])(?:年生|年次|回生|年){_TAIL}"
)
_COMING: Final = re.compile(
    r"(?:来年度?|次年度|今度|次|もうすぐ|まもなく|(?P<spring>(?:この|来年の?)?春|4月|新(?=[1-6mb大])))(?:の4月)?(?:から|で|に|は|の)?"
    r"(?=.*[1-6])"
)
_FINAL: Final = re.compile(rf"(?:大学の?)?(?:最終学年|最高学年|卒業年次|卒業学年|finalyear){_TAIL}")
_ENGLISH: Final = {
    "senior": 0, "junior": 1, "sophomore": 2, "freshman": 3, "fresher": 3,
}  # fmt: skip
_ORDINALS: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "5th": 5,
}  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTER: Final = (
    r"(?:の|に|で)?(?:卒業|修了|卒|そつ|入社)?(?:の)?(?:見込み?|予定|する|します|した|しました|できる|できます)?"
    r"(?:です)?(?:予定|見込み?)?"
)
OTHERS: Final = re.compile(
    "友達|友人|友だち|兄|姉|弟|妹|彼氏|彼女|息子|娘|子(?:ども|供)[がは]|親(?![切友])|母(?!校)|父|"
    "保護者|学歴|中退|高校(?:卒|は|の頃|時代|で教え|の?(?:先生|教師|教員|教諭|講師))"
)
"""Of whom somebody may be telling instead of herself, or of what is over."""

_SEASON: Final = {"春": 3, "秋": 9, "末": 12, "冬": 12}
_NEAR: Final = {"今": 0, "本": 0, "来": 1, "再来": 2, "さ来": 2, "昨": -1, "去": -1}


def graduation(text: str, today: date) -> int | Partly | None:
    """Return the class that folded text tells, or what it tells of it, or None."""
    text = re.sub(r"^(?:大学は|わたしは|年度は|卒業は|卒業年度?は|卒業予定は|卒業見込みは)", "", text)
    for read in (_class_of, _written_year, _relative_year, _in_english, _at_school, _mentioned):
        found = read(text, today)
        if isinstance(found, int):
            return found if 1950 <= found <= today.year + 12 else None
        if found is not None:
            return found
    return None


def class_at(school: str, grade: int, today: date) -> int | None:
    """Return the class of whoever is in that year at a kind of school; a longer course ends this year."""
    if school == "graduate" and grade == 3:
        school = "doctoral"
    longest = 6 if school == "university" else _LONGEST[school]
    return this_class(today) + max(0, _ALL[school] - grade) if 1 <= grade <= longest else None


def schools_with(grade: int | None) -> tuple[str, ...]:
    """Return the kinds of school at which one can be in that year."""
    most = {"university": 6, "junior_college": 3, "vocational": 4, "kosen": 5, "six_year": 6, "graduate": 3}
    return tuple(school for school in LENGTHS if grade is None or grade <= most[school])


def _ending(year: int, month: int | None) -> int | Partly:
    """Return the class of a year and month; in autumn some go with that year's class, some with the next.

    In April nobody graduates: whoever names it means the day on which she begins to work.
    """
    return year if month is None or month <= 4 else Partly(years=(year, year + 1))


def _class_of(text: str, today: date) -> int | Partly | None:
    """27卒, 2027年卒, 27, '27, class of 2027, 2026年度卒; of 27年度卒 either may be meant."""
    found = re.fullmatch(
        r"(?:classof|graduat(?:e|ing|ion)in)?(20)?(\d{2})(?:年)?(春|年度|度|新)?(?:卒業|卒|そつ|ソツ)?(?:の)?(?:生|見込み?|予定)*(?:です)?",
        text,
    )
    if not found or int(found[2]) < 10:
        return None
    year = 2000 + int(found[2])
    if found[3] in ("年度", "度"):
        return year + 1 if found[1] else Partly(years=(year, year + 1))
    return year


def _written_year(text: str, today: date) -> int | Partly | None:
    """2027年3月, 2027/3, 令和9年3月, R9, March 2027, 2026年9月卒業; the months are those of the calendar."""
    when = rf"(?:(?P<month>\d{{1,2}})月?(?:\d{{1,2}}日)?|の?(?P<season>[春秋冬末]))?(?:末|ごろ|頃)?{_AFTER}"
    if found := re.fullmatch(rf"(?:西暦)?(?P<year>(?:19|20)\d{{2}})年?{when}(?:年卒)?", text):
        return _ending(int(found["year"]), _month(found))
    if found := re.fullmatch(rf"(?P<era>{ERAS})(?P<year>\d{{1,2}}|元)(?:年(?P<fiscal>度)?)?{when}", text):
        year = of_era(found["era"], found["year"])
        return _ending(year + bool(found["fiscal"]), _month(found)) if year else None
    if found := re.fullmatch(rf"(?:in)?({'|'.join(_MONTHS)})[a-z]*(\d{{4}})", text):
        return _ending(int(found[2]), _MONTHS.index(found[1]) + 1)
    if found := re.fullmatch(rf"(?P<year>\d{{2}})年{when}", text):
        return _ending(2000 + int(found["year"]), _month(found)) if int(found["year"]) >= 10 else None
    return None


def _month(found: re.Match[str]) -> int | None:
    if found["season"]:
        return _SEASON[found["season"]]
    month = int(found["month"]) if found["month"] else None
    return month if month is None or 1 <= month <= 12 else None


def _relative_year(text: str, today: date) -> int | Partly | None:
    """来年卒業, 再来年の3月, 今年度, 来春; 年度 runs from April, 春 is the next spring to come."""
    if found := re.fullmatch(
        rf"(今|本|再来|さ来|来|昨|去)年(度)?(?:の|に)?(?:(?P<month>\d{{1,2}})月|(?P<season>[春秋末]))?(?:に)?{_AFTER}",
        text,
    ):
        base = (this_class(today) if found[2] else today.year) + _NEAR[found[1]]
        return base if found[2] else _ending(base, _month(found))
    if found := re.fullmatch(rf"(再来|来|今)春(?:に)?{_AFTER}", text):
        return this_class(today) + (found[1] == "再来")
    if found := re.fullmatch(rf"(?:あと)?(\d)年後{_AFTER}", text):
        return today.year + int(found[1])
    return None


def _at_school(text: str, today: date) -> int | Partly | None:
    """大学三年, 4回生, B3, M1, 修士2年, 高専4年, 薬学部5年; 三年生 alone may be at any kind of school."""
    if soon := _coming(text, today):
        return _a_year_before(_at_school(soon, today))
    if _FINAL.fullmatch(text):
        return this_class(today)
    if found := _BARE.fullmatch(text):
        grade = int(found["grade"])
        if grade == 6:
            return class_at("six_year", grade, today)
        school = "university" if found["word"] == "回生" and grade <= 4 else None
        return class_at(school, grade, today) if school else Partly(grade=grade)
    if not (found := _AT_SCHOOL.fullmatch(text)):
        named = _SOMEWHERE.fullmatch(text)
        return Partly(grade=int(named["grade"])) if named else None
    school = next(kind for kind, _ in _SCHOOLS if found[kind])
    if not found["grade"]:
        return Partly(school={"doctoral": "graduate", "kosen_advanced": "kosen"}.get(school, school))
    grade = int(found["grade"])
    if found["length"] and grade <= int(found["length"]):
        return this_class(today) + int(found["length"]) - grade
    if school == "university" and grade > 4:
        return Partly(grade=grade)
    return class_at(school, grade, today)


def _coming(text: str, today: date) -> str | None:
    """Return where she will be if a text tells of the next school year: 来年3年になります, 春から大学4年."""
    found = _COMING.match(text)
    if not found or (found["spring"] and 4 <= today.month <= 8):
        return None
    return re.sub("にな(?:ります|る)$", "", text[found.end() :])


def _a_year_before(told: int | Partly | None) -> int | Partly | None:
    """Return what whoever will be there next year can say of herself now."""
    if isinstance(told, int):
        return told + 1
    return Partly(grade=told.grade - 1) if told and told.grade and told.grade > 1 else None


def _in_english(text: str, today: date) -> int | Partly | None:
    """I'm a junior, final year, third-year university student, first year of my master's, next year."""
    said = re.sub(r"^(?:im|iam|ima|iama|graduating|igraduate|illgraduate)+(?:in|an?)?", "", text).replace(
        "-", ""
    )
    if said in ("thisyear", "nextyear", "theyearafternext"):
        return today.year + ("thisyear", "nextyear", "theyearafternext").index(said)
    years = _ENGLISH.get(said.removesuffix("student"))
    if years is not None:
        return this_class(today) + years
    found = re.fullmatch(
        rf"(?:my)?({'|'.join(_ORDINALS)})year(?:student)?(?:at|in|of|ofmy|ofa)?(?:{_SCHOOL})?(?:student)?",
        said,
    )
    if not found:
        return None
    school = next((kind for kind, _ in _SCHOOLS if found[kind]), None)
    grade = _ORDINALS[found[1]]
    return class_at(school, grade, today) if school else Partly(grade=grade)


def _mentioned(text: str, today: date) -> int | Partly | None:
    """大学4年で27卒です, 2027年3月に大学を卒業予定: the one class or month in a sentence that denies none."""
    found = re.findall(r"(?:20)?(\d{2})年?卒", text)
    if re.search("(?:です|ます|ません)か$|教えて", text) and not re.search("卒(?:です|だ|なん|の者)", text):
        return None
    months = re.findall(r"(20\d{2})年(\d{1,2})月", text)
    named = re.findall(r"(?:今|再来|来)年度?(?:の?\d{1,2}月)?に?卒業", text)
    if OTHERS.search(text) or re.search("ない|なく|じゃ|ません|違|ちが", text):
        return None
    if len(set(found)) == 1:
        return 2000 + int(found[0])
    if len(months) == 1 and not found and re.search("卒業|修了", text):
        return _ending(int(months[0][0]), int(months[0][1]))
    if len(named) == 1 and not found and not months:
        return _relative_year(named[0], today)
    return None
