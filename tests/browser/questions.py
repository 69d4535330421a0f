"""If I go to the police, will they tell immigration about me? In every language, as somebody may type it."""

from __future__ import annotations

QUESTIONS = {
    "en": "if I go to the police will they tell immigration about me?",
    "es": "si voy a la policía, ¿le van a decir a inmigración?",
    "pt": "se eu for à polícia, eles vão contar à imigração sobre mim?",
    "fr": "si je vais à la police, est-ce qu'ils le diront à l'immigration ?",
    "pl": "jeśli pójdę na policję, czy powiedzą o mnie urzędowi imigracyjnemu?",
    "ro": "dacă merg la poliție, vor spune celor de la imigrări despre mine?",
    "sq": "nëse shkoj në polici, a do t'i tregojnë imigracionit për mua?",
    "tr": "polise gidersem göçmenlik dairesine benim hakkımda bilgi verirler mi?",
    "ar": "إذا ذهبت إلى الشرطة هل سيخبرون الهجرة عني؟",
    "fa": "اگر پیش پلیس بروم، آیا درباره من به اداره مهاجرت خبر می‌دهند؟",
    "ckb": "ئەگەر بچم بۆ پۆلیس، ئایا زانیاری من دەدەن بە کۆچبەران؟",
    "ps": "که پولیسو ته لاړه شم، ایا هغوی به زما په اړه د کډوالۍ ادارې ته ووایي؟",
    "ur": "اگر میں پولیس کے پاس جاؤں تو کیا وہ امیگریشن کو میرے بارے میں بتائیں گے؟",
    "pa": "ਜੇ ਮੈਂ ਪੁਲਿਸ ਕੋਲ ਜਾਵਾਂ ਤਾਂ ਕੀ ਉਹ ਇਮੀਗ੍ਰੇਸ਼ਨ ਨੂੰ ਮੇਰੇ ਬਾਰੇ ਦੱਸਣਗੇ?",
    "hi": "अगर मैं पुलिस के पास जाऊँ तो क्या वे इमिग्रेशन को मेरे बारे में बताएँगे?",
    "bn": "আমি পুলিশের কাছে গেলে তারা কি ইমিগ্রেশনকে আমার কথা জানাবে?",
    "tl": "kung pupunta ako sa pulis, sasabihin ba nila sa immigration ang tungkol sa akin?",
    "vi": "nếu tôi đến công an, họ có báo cho sở di trú về tôi không?",
    "zh": "如果我去报警，警察会把我的事告诉移民局吗？",
    "uk": "якщо я піду в поліцію, чи повідомлять вони про мене міграційній службі?",
    "ru": "если я пойду в полицию, сообщат ли обо мне в миграционную службу?",
    "so": "haddii aan booliska u tago, ma u sheegayaan socdaalka?",
    "ti": "ናብ ፖሊስ እንተ ኸይደ፡ ብዛዕባይ ንኢሚግሬሽን ዶ ክነግርዎም እዮም?",
    "am": "ወደ ፖሊስ ከሄድኩ ስለ እኔ ለኢሚግሬሽን ይናገራሉ?",
}
