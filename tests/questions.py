"""One question a language, as somebody may type it: whether the police tell the Home Office."""

from __future__ import annotations

POLICE_TELL = {
    "en": "will the police tell the home office about me",
    "es": "¿la policía le va a decir al Home Office que no tengo papeles?",
    "pt": "a polícia vai contar ao Home Office sobre mim?",
    "fr": "est-ce que la police va parler de moi au Home Office ?",
    "pl": "czy policja powie o mnie w Home Office?",
    "ro": "poliția va spune la Home Office despre mine?",
    "sq": "a do t'i tregojë policia Home Office për mua?",
    "tr": "polis benim hakkımda Home Office'e bilgi verir mi?",
    "ar": "هل تخبر الشرطة وزارة الداخلية عني إذا بلغت عن زوجي",
    "fa": "آیا پلیس درباره من به هوم آفیس خبر می‌دهد؟",
    "ckb": "ئایا پۆلیس باسی من بە هۆم ئۆفیس دەڵێت؟",
    "ps": "ایا پولیس به زما په اړه هوم آفس ته ووايي؟",
    "ur": "کیا پولیس ہوم آفس کو میرے بارے میں بتائے گی",
    "pa": "ਕੀ ਪੁਲਿਸ ਮੇਰੇ ਬਾਰੇ ਹੋਮ ਆਫਿਸ ਨੂੰ ਦੱਸੇਗੀ?",
    "hi": "क्या पुलिस मेरे बारे में होम ऑफिस को बताएगी?",
    "bn": "পুলিশ কি আমার কথা হোম অফিসকে জানাবে?",
    "tl": "sasabihin ba ng pulis sa Home Office ang tungkol sa akin?",
    "vi": "cảnh sát có báo cho Home Office về tôi không?",
    "zh": "警察会把我的事告诉内政部吗？",
    "uk": "чи розкаже поліція про мене в Home Office?",
    "ru": "полиция расскажет обо мне в Home Office?",
    "so": "booliisku ma u sheegi doonaan Home Office-ka waxa iga saabsan?",
    "ti": "ፖሊስ ብዛዕባይ ንሆም ኦፊስ ይነግር ድዩ?",
    "am": "ፖሊስ ስለ እኔ ለሆም ኦፊስ ይናገራል?",
}
