"""The languages that practitioners speak, by their two letters of ISO 639-1. Pure: those that are asked for here."""

LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "bg": "Bulgarian",
    "zh": "Chinese",
    "cs": "Czech",
    "nl": "Dutch",
    "en": "English",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gd": "Scottish Gaelic",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ml": "Malayalam",
    "ne": "Nepali",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "so": "Somali",
    "es": "Spanish",
    "sv": "Swedish",
    "ta": "Tamil",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "cy": "Welsh",
    "yo": "Yoruba",
}


def language_codes(typed: str) -> tuple[list[str], list[str]]:
    """Names or codes between commas as codes, in their order; and what is no language that is known here."""
    by_name = {name.casefold(): code for code, name in LANGUAGES.items()}
    codes: list[str] = []
    unknown = []
    for part in filter(None, (part.strip() for part in typed.split(","))):
        code = part.lower() if part.lower() in LANGUAGES else by_name.get(part.casefold())
        if code is None:
            unknown.append(part)
        elif code not in codes:
            codes.append(code)
    return codes, unknown


def language_names(codes: list[str]) -> tuple[str, ...]:
    """The names, in their order; a code that is not known here stays as it is."""
    return tuple(LANGUAGES.get(code, code) for code in codes)
