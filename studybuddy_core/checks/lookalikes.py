"""Letters of other scripts that look like Latin ones: the confusables that are used to hide English words.

A small table on purpose: the letters of Unicode's confusables data whose shape is that of one
Latin letter in common fonts. What NFKD already folds (full-width, mathematical, circled) is
not repeated here.
"""

from __future__ import annotations

_ROWS = {
    "a": "аɑαӓӑ⍺ａ", "b": "ЬɓƄбḃ", "c": "сϲⅽᴄ¢ⲥ", "d": "ԁɗⅾᏧ", "e": "еёҽɘεє℮ҿ", "f": "ẝϝғ", "g": "ɡցǥ",
    "h": "һհɦ", "i": "іїɩıӏɪ¡ιⅰ", "j": "јϳʝ", "k": "κкƙ", "l": "ⅼӏǀ׀ɭ", "m": "мⅿɱ", "n": "ոռɳпη", "o": "оοσօөø०٥ჿⲟ",
    "p": "рρþ⍴ⲣ", "q": "ԛգզ", "r": "гɼᴦ", "s": "ѕꜱʂ", "t": "тτƭ", "u": "υսʋцս", "v": "ѵνⅴᴠ", "w": "ѡԝɯшᴡω",
    "x": "хχⅹ×", "y": "уүγʏ", "z": "ᴢʐᶎ",
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟⅭ", "D": "ᎠⅮ", "E": "ЕΕᎬ", "F": "Ϝ", "G": "Ԍ", "H": "НΗᎻ", "I": "ІΙӀⅠ",
    "J": "ЈᎫ", "K": "КΚᏦ", "L": "ᏞⅬ", "M": "МΜᎷⅯ", "N": "ΝИ", "O": "ОΟՕ", "P": "РΡᏢ", "Q": "Ԛ", "R": "ЯᏒ",
    "S": "ЅՏᏚ", "T": "ТΤᎢ", "U": "Ս", "V": "ѴᏙⅤ", "W": "ԜᏔ", "X": "ХΧⅩ", "Y": "ΥҮУ", "Z": "ΖᏃ",
}  # fmt: skip

LOOKALIKES: dict[str, str] = {odd: plain for plain, several in _ROWS.items() for odd in several}
