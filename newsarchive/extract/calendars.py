"""Words of printed dates -> numbers: months in 40 languages, eras, halves of a day, zone names, Chinese numerals.

>>> month("Février"), month("SEPT."), month("марта"), month("Monday")
(2, 9, 3, None)
>>> month("listopada"), month("listopada", "pl"), month("listopada", "hr")
(None, 11, 10)
>>> number("二〇二四"), number("二十三"), number("十二"), number("两"), number("东")
(2024, 23, 12, 2, None)
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from functools import cache, lru_cache

from newsarchive.extract.patterns import replacing

__all__ = [
    "ABBREVIATED_ZONES",
    "AMBIGUOUS_ZONES",
    "DAY",
    "ELAPSED_UNITS",
    "ERAS",
    "JAPANESE_ERA_LETTERS",
    "LETTER",
    "MONTH",
    "NAMED_ZONES",
    "WORD",
    "YEAR",
    "flat",
    "fold",
    "hour_of_day",
    "is_ambiguous_month",
    "is_day_first",
    "knows_months",
    "month",
    "number",
]

# Twelve months a language, alternatives behind "|": the name, the form that stands beside a day, abbreviations.
# Accents and case are folded away, so "Fevrier" and "FÉVRIER" need no entry of their own.
_MONTHS = {
    "en": (
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep|sept october|oct "
        "november|nov december|dec"
    ),
    "de": (
        "januar|jan|jänner|jän februar|feb|feber märz|mrz|mär april|apr mai juni|jun juli|jul august|aug "
        "september|sep|sept oktober|okt november|nov dezember|dez"
    ),
    "fr": (
        "janvier|janv février|févr|fév mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct "
        "novembre|nov décembre|déc"
    ),
    "es": (
        "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago "
        "septiembre|setiembre|sep|sept|set octubre|oct noviembre|nov diciembre|dic"
    ),
    "it": (
        "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set|sett "
        "ottobre|ott novembre|nov dicembre|dic"
    ),
    "pt": (
        "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set "
        "outubro|out novembro|nov dezembro|dez"
    ),
    "ca": (
        "gener|gen febrer|febr març abril|abr maig juny juliol agost|ag setembre|set octubre|oct novembre|nov "
        "desembre|des"
    ),
    "gl": (
        "xaneiro|xan febreiro|feb marzo|mar abril|abr maio xuño xullo agosto|ago setembro|set outubro|out "
        "novembro|nov decembro|dec"
    ),
    "ro": (
        "ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug septembrie|sept "
        "octombrie|oct noiembrie|nov|noi decembrie|dec"
    ),
    "nl": (
        "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep|sept "
        "oktober|okt november|nov december|dec"
    ),
    "sv": (
        "januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sep|sept oktober|okt "
        "november|nov december|dec"
    ),
    "da": (
        "januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep|sept oktober|okt "
        "november|nov december|dec"
    ),
    "nb": (
        "januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep|sept oktober|okt "
        "november|nov desember|des"
    ),
    "is": (
        "janúar|jan febrúar|feb mars|mar apríl|apr maí júní|jún júlí|júl ágúst|ágú september|sep október|okt "
        "nóvember|nóv desember|des"
    ),
    "fi": (
        "tammikuuta|tammikuu|tammi helmikuuta|helmikuu|helmi maaliskuuta|maaliskuu|maalis huhtikuuta|huhtikuu|huhti "
        "toukokuuta|toukokuu|touko kesäkuuta|kesäkuu|kesä heinäkuuta|heinäkuu|heinä elokuuta|elokuu|elo "
        "syyskuuta|syyskuu|syys lokakuuta|lokakuu|loka marraskuuta|marraskuu|marras joulukuuta|joulukuu|joulu"
    ),
    "et": (
        "jaanuar|jaan veebruar|veebr märts aprill|apr mai juuni juuli august|aug september|sept oktoober|okt "
        "november|nov detsember|dets"
    ),
    "lv": (
        "janvāris|janvārī|janv februāris|februārī|febr marts|martā aprīlis|aprīlī|apr maijs|maijā jūnijs|jūnijā|jūn "
        "jūlijs|jūlijā|jūl augusts|augustā|aug septembris|septembrī|sept oktobris|oktobrī|okt novembris|novembrī|nov "
        "decembris|decembrī|dec"
    ),
    "lt": (
        "sausio|sausis vasario|vasaris kovo|kovas balandžio|balandis gegužės|gegužė birželio|birželis liepos|liepa "
        "rugpjūčio|rugpjūtis rugsėjo|rugsėjis spalio|spalis lapkričio|lapkritis gruodžio|gruodis"
    ),
    "pl": (
        "stycznia|styczeń|sty lutego|luty|lut marca|marzec|mar kwietnia|kwiecień|kwi maja|maj czerwca|czerwiec|cze "
        "lipca|lipiec|lip sierpnia|sierpień|sie września|wrzesień|wrz października|październik|paź "
        "listopada|listopad|lis grudnia|grudzień|gru"
    ),
    "cs": (
        "ledna|leden|led února|únor|úno března|březen|bře dubna|duben|dub května|květen|kvě června|červen|čvn "
        "července|červenec|čvc srpna|srpen|srp září|zář října|říjen|říj listopadu|listopad|lis prosince|prosinec|pro"
    ),
    "sk": (
        "januára|január|jan februára|február|feb marca|marec|mar apríla|apríl|apr mája|máj júna|jún júla|júl "
        "augusta|august|aug septembra|september|sep októbra|október|okt novembra|november|nov decembra|december|dec"
    ),
    "sl": (
        "januarja|januar|jan februarja|februar|feb marca|marec|mar aprila|april|apr maja|maj junija|junij|jun "
        "julija|julij|jul avgusta|avgust|avg septembra|september|sep oktobra|oktober|okt novembra|november|nov "
        "decembra|december|dec"
    ),
    "hr": (
        "siječnja|siječanj|sij veljače|veljača|velj ožujka|ožujak|ožu travnja|travanj|tra svibnja|svibanj|svi "
        "lipnja|lipanj|lip srpnja|srpanj|srp kolovoza|kolovoz|kol rujna|rujan|ruj listopada|listopad|lis "
        "studenoga|studenog|studeni|stu prosinca|prosinac|pro"
    ),
    "sr": (
        "januar|januara|јануар|јануара february|februar|februara|фебруар|фебруара mart|marta|март|марта "
        "april|aprila|април|априла maj|maja|мај|маја jun|juna|јун|јуна jul|jula|јул|јула "
        "avgust|avgusta|август|августа septembar|septembra|септембар|септембра oktobar|oktobra|октобар|октобра "
        "novembar|novembra|новембар|новембра decembar|decembra|децембар|децембра"
    ),
    "hu": (
        "január|jan február|febr március|márc április|ápr május|máj június|jún július|júl augusztus|aug "
        "szeptember|szept október|okt november|nov december|dec"
    ),
    "ru": (
        "января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн "
        "июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб "
        "декабря|декабрь|дек"
    ),
    "uk": (
        "січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|квіт травня|травень|трав "
        "червня|червень|черв липня|липень|лип серпня|серпень|серп вересня|вересень|вер жовтня|жовтень|жовт "
        "листопада|листопад|лист грудня|грудень|груд"
    ),
    "be": (
        "студзеня|студзень лютага|люты сакавіка|сакавік красавіка|красавік мая|май чэрвеня|чэрвень ліпеня|ліпень "
        "жніўня|жнівень верасня|верасень кастрычніка|кастрычнік лістапада|лістапад снежня|снежань"
    ),
    "bg": (
        "януари|ян февруари|февр март|мар април|апр май юни юли август|авг септември|септ октомври|окт ноември|ноем "
        "декември|дек"
    ),
    "el": (
        "ιανουαρίου|ιανουάριος|ιαν φεβρουαρίου|φεβρουάριος|φεβ μαρτίου|μάρτιος|μαρ απριλίου|απρίλιος|απρ "
        "μαΐου|μάιος|μάι ιουνίου|ιούνιος|ιουν ιουλίου|ιούλιος|ιουλ αυγούστου|αύγουστος|αυγ "
        "σεπτεμβρίου|σεπτέμβριος|σεπ οκτωβρίου|οκτώβριος|οκτ νοεμβρίου|νοέμβριος|νοε δεκεμβρίου|δεκέμβριος|δεκ"
    ),
    "tr": (
        "ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki "
        "kasım|kas aralık|ara"
    ),
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "id": (
        "januari|jan februari|feb maret|mar april|apr mei juni|jun juli|jul agustus|agu|agt september|sep oktober|okt "
        "november|nov desember|des"
    ),
    "ms": (
        "januari|jan februari|feb mac april|apr mei jun julai|jul ogos|ogo september|sep oktober|okt november|nov "
        "disember|dis"
    ),
    "fil": "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    "sw": "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "ar": (
        "يناير فبراير|شباط مارس|آذار أبريل|إبريل|نيسان مايو|أيار يونيو|حزيران يوليو|تموز أغسطس|آب سبتمبر|أيلول أكتوبر "
        "نوفمبر ديسمبر"
    ),
    "he": (
        "ינואר|בינואר פברואר|בפברואר מרץ|במרץ|מרס אפריל|באפריל מאי|במאי יוני|ביוני יולי|ביולי אוגוסט|באוגוסט "
        "ספטמבר|בספטמבר אוקטובר|באוקטובר נובמבר|בנובמבר דצמבר|בדצמבר"
    ),
    "hi": (
        "जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर|अक्तूबर नवंबर|नवम्बर "
        "दिसंबर|दिसम्बर"
    ),
    "bn": (
        "জানুয়ারি|জানুয়ারী ফেব্রুয়ারি|ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর "
        "ডিসেম্বর"
    ),
    "th": (
        "มกราคม|ม.ค กุมภาพันธ์|ก.พ มีนาคม|มี.ค เมษายน|เม.ย พฤษภาคม|พ.ค มิถุนายน|มิ.ย กรกฎาคม|ก.ค สิงหาคม|ส.ค "
        "กันยายน|ก.ย ตุลาคม|ต.ค พฤศจิกายน|พ.ย ธันวาคม|ธ.ค"
    ),
}


@lru_cache(maxsize=1024)
def fold(word: str) -> str:
    """A word without case, accents and closing full stop, for look-ups.

    >>> fold("Août"), fold("KASIM"), fold("Kasım"), fold("Sept.")
    ('aout', 'kasim', 'kasim', 'sept')
    """
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return letters.replace("ı", "i").rstrip(".")


@cache
def _months() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Names that mean the same month in every language, and the names of each language."""
    own: dict[str, dict[str, int]] = {}
    shared: dict[str, int] = {}
    for language, line in _MONTHS.items():
        names = {fold(n): i for i, group in enumerate(line.split(" "), 1) for n in group.split("|")}
        own[language] = names
        for name, value in names.items():
            # Polish listopad is November, Croatian listopad October: only the language of the page can tell.
            shared[name] = value if shared.get(name, value) == value else 0
    own["no"] = own["nn"] = own["nb"]
    return shared, own


def month(word: str, language: str | None = None) -> int | None:
    """The number of a month by its name or abbreviation; None when it is no month, or another one elsewhere."""
    shared, own = _months()
    key = fold(word)
    if language is not None and (value := own.get(language.partition("-")[0].lower(), {}).get(key)):
        return value
    return shared.get(key) or None


def knows_months(language: str) -> bool:
    """The months of that language (BCP 47) are listed here, or are numbers, as in Chinese."""
    base = language.partition("-")[0].lower()
    return base in _months()[1] or base in ("zh", "ja", "ko", "vi", "yue")


def is_ambiguous_month(word: str) -> bool:
    """A name of different months in different languages."""
    return _months()[0].get(fold(word)) == 0


# One sign for one sign, so that places in the text stay what they are.
_flat = replacing(
    {
        # full-width, Arabic-Indic, Persian and Urdu, Devanagari, Bengali, Thai
        **{chr(zero + i): str(i) for zero in (0xFF10, 0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50) for i in range(10)},
        **dict(zip("：﹕∶／－‐‑–—．。＋（）［］，、", ":::/-----..+()[],,", strict=True)),
        **dict(zip("時點鐘週間兩個號剛後禮幾", "时点钟周间两个号刚后礼几", strict=True)),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202c\u061c\x00", " "),
    }
)


def flat(text: str) -> str:
    """The text with full-width and foreign digits, signs and traditional characters of dates made plain, sign for sign.

    >>> flat("２０１５年04月14日15：56　３小時前")
    '2015年04月14日15:56\\u30003小时前'
    """
    return _flat(text)


_NUMERALS = {"○": 0, "零": 0, "两": 2, **{numeral: i for i, numeral in enumerate("〇一二三四五六七八九")}}


def number(numerals: str) -> int | None:
    """A number in Chinese numerals up to 99, or read digit by digit."""
    tens, ten, ones = numerals.partition("十")
    if ten:
        if len(tens) > 1 or len(ones) > 1 or not all(c in _NUMERALS for c in tens + ones):
            return None
        return _NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)
    if not 0 < len(numerals) < 5 or not all(c in _NUMERALS for c in numerals):
        return None
    return int("".join(str(_NUMERALS[c]) for c in numerals))


# Name -> the year before its first, first and last day. 民國 counts from 1912.
ERAS = {
    "令和": (2018, date(2019, 5, 1), date.max),
    "平成": (1988, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1925, date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (1911, date(1912, 7, 30), date(1926, 12, 25)),
    "明治": (1867, date(1873, 1, 1), date(1912, 7, 30)),  # Japan counts days as we do since 1873
    "民國": (1911, date(1912, 1, 1), date.max),
    "民国": (1911, date(1912, 1, 1), date.max),
}
JAPANESE_ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}


# Words for a part of the day, by what they make of the hour.
_MORNING = frozenset(["上午", "早上", "早晨", "清晨", "早", "晨", "今早", "今晨"])
_SMALL_HOURS = frozenset(["凌晨"])
_NOON = frozenset(["中午", "正午"])
_AFTERNOON = frozenset(["下午", "午后"])
_EVENING = frozenset(["晚上", "晚间", "傍晚", "夜间", "深夜", "夜里", "晚", "夜"])
_AM = frozenset(["am", "a.m", "a.m.", "am.", "오전", "午前"])
_PM = frozenset(["pm", "p.m", "p.m.", "pm.", "오후"])


def hour_of_day(hour: int, half: str) -> int | None:
    """The hour on the clock of 24 for an hour printed with a word for the part of the day; None where they clash.

    >>> hour_of_day(3, "下午"), hour_of_day(8, "晚"), hour_of_day(12, "pm"), hour_of_day(12, "am")
    (15, 20, 12, 0)

    上午12 is noon to a writer and midnight to a program's formatter, 晚上12 the midnight before or after:

    >>> hour_of_day(12, "上午"), hour_of_day(12, "晚上"), hour_of_day(2, "晚上"), hour_of_day(15, "am")
    (None, None, None, None)
    """
    half = half.lower()
    if half in _PM or half in _AFTERNOON:
        # 午後0時 is Japanese for noon; "下午15:30" is common.
        return hour + 12 if hour < 12 else hour
    if half in _AM or half in _SMALL_HOURS:
        return hour % 12 if hour <= 12 else None
    if half in _MORNING:
        return hour if hour < 12 else None
    if half in _NOON:
        return hour if 11 <= hour <= 14 else hour + 12 if 1 <= hour <= 2 else None
    if half in _EVENING:
        return hour if hour > 12 else hour + 12 if 4 <= hour < 12 else None
    return hour


# Offsets in hours of names that mean one zone wherever they are printed.
NAMED_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "МСК": 3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7,
    "PKT": 5, "NPT": 5.75,
    "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5, "AWST": 8, "NZST": 12, "NZDT": 13, "SAST": 2, "CAT": 2, "EAT": 3,
    "WAT": 1, "BRT": -3, "北京时间": 8, "台北时间": 8, "香港时间": 8, "东京时间": 9, "日本时间": 9, "首尔时间": 9,
}  # fmt: skip
# Names of a zone whose clock changes with the season.
ABBREVIATED_ZONES = {"ET": "America/New_York", "PT": "America/Los_Angeles", "MT": "America/Denver"}
# China or Chicago, India or Ireland or Israel, Britain or Bangladesh, the Atlantic or Arabia, the Gulf or the Georgias:
# only the outlet's own zone can tell.
AMBIGUOUS_ZONES = frozenset(["CST", "IST", "BST", "AST", "GST"])

# Languages, and for English countries, that write the day before the month where both are numbers.
_DAY_FIRST = frozenset(
    (
        "de fr es it pt ca gl eu ro nl da nb nn no is fi et lv pl cs sk sl hr sr bs mk sq ru uk be bg el tr az id ms "
        "vi th hi bn ta te mr gu ur ar he ka hy en-gb en-ie en-au en-nz en-in en-za en-sg en-my en-ng en-ke en-gh en-pk"
    ).split(" ")
)


def is_day_first(language: str) -> bool:
    """The language (BCP 47, lower case) writes the day before the month where both are numbers."""
    return language in _DAY_FIRST or language.partition("-")[0] in _DAY_FIRST


_SECOND, _MINUTE, _HOUR, _DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_WEEK, _MONTH = timedelta(weeks=1), timedelta(days=30)
_UNIT_WORDS = {
    _SECOND: (
        "秒 秒钟 초 second seconds sec secs sekunde sekunden seconde secondes secondo secondi segundo segundos "
        "seconden "
        "секунд секунды секунду sekunder saniye detik giây"
    ),
    _MINUTE: (
        "分 分钟 분 minute minutes min mins minuten minuto minutos minuti minuut минут минуты минуту minut minuta "
        "minuty "
        "minuter minutter dakika menit phút"
    ),
    _HOUR: (
        "小时 个小时 时间 钟头 个钟头 시간 hour hours hr hrs h stunde stunden std heure heures hora horas ora ore uur "
        "uren час часа "
        "часов timme timmar time timer godzin godzinę godziny saat jam giờ"
    ),
    _DAY: (
        "天 日 일 day days d tag tagen jour jours día días dia dias giorno giorni dag dagen день дня дней dagar dage "
        "dager dni dzień gün hari ngày"
    ),
    _WEEK: (
        "周 星期 个星期 礼拜 个礼拜 周间 주 주일 week weeks wk wks woche wochen semaine semaines semana semanas "
        "settimana settimane "
        "weken неделю недели недель vecka veckor uge uger uke uker tydzień tygodnie tygodni hafta minggu pekan tuần"
    ),
    _MONTH: (
        "个月 月 개월 달 か月 ヶ月 カ月 ケ月 month months monat monaten mois mes meses mese mesi maand maanden месяц "
        "месяца месяцев "
        "månad månader måned måneder miesiąc miesiące miesięcy ay bulan tháng"
    ),
}
# Unit of "3 hours ago", folded -> its length. A month counts as 30 days.
ELAPSED_UNITS = {fold(word): unit for unit, words in _UNIT_WORDS.items() for word in words.split()}

# Sources of patterns. Every repetition in the date readers is bounded, so each pattern is linear in the text.
YEAR = r"(?:1[6-9]|20)[0-9]{2}"
MONTH = r"(?:1[0-2]|0?[1-9])"
DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
LETTER = r"[^\s0-9!-@\[-`{-~]"
WORD = rf"{LETTER}{{2,14}}(?:\.{LETTER}{{1,2}})?\.?"
