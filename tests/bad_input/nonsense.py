"""What people and programs put into fields that were made for something else."""

TEXTS = {
    "empty": "",
    "blank": " \t\r\n\u3000",
    "invisible": "\u200b\u200d\u2060\ufeff",
    "null": "a\0b",
    "control": "a\x1b[31mb\x7f",
    "surrogate": "a\udc80b",
    "noncharacter": "a\ufffe\U0010ffffb",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "right_to_left": "\u202eabc\u2066 \u05e9\u05dc\u05d5\u05dd",
    "combining": "e" + "\u0301" * 5_000,
    "markup": "</textarea></title><script>alert(1)</script>{{ 7|add:7 }}{% debug %}",
    "quotes": "'; DROP TABLE es_event; -- \" \\ %s %(x)s {0}",
    "path": "../../etc/passwd",
    "number": "9" * 400,
    "long_line": "x" * 1_000_000,
    "many_lines": "\r\n" * 20_000,
    "brackets": "[" * 20_000,
}
IDS = ["", "\0", "0", "-1", "None", "not-a-uuid", "\udc80", "x" * 100_000, "00000000-0000-0000-0000-000000000000", "[]"]
NUMBERS = ["", "\0", "-1", "0", "1.5", "1e9", "NaN", "\u0663", "9" * 400, str(10**9), "\udc80", "x", " 1 ", "[]"]
