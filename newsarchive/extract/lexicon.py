"""The word lists by which a printed name is judged: surnames, given names, places, agencies and what is no name.

They are for bylines, not for censuses: rare surnames that are everyday words at the start of a clause (从 在 有 对 为)
are left out, so that 记者从…获悉 names nobody.

>>> "欧阳" in COMPOUND_SURNAMES, "張" in SURNAMES, "dpa" in AGENCIES
(True, True, True)
"""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游"
    "辛靳阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟"
    "应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳"
    "谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮普"
    "阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利呼居揭干尉冶斯元束檀衣信阴"
    "昝智幸奉植衡富尧闭由仉禤逄蔚邴暨姒郗郦鄂酆阎麴靖鄭劉陳楊黃趙吳孫馬羅許韓馮鄧蕭蔣葉蘇呂盧薑鍾鐘譚陸範賈韋鄒閻"
    "龍賀顧龔萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭寧紀單畢塗淩駱藍遊饒繆簡車項連蘆麥婁竇黨宮費衛應閔鄔邊師欒榮叢鞏遲鄺談"
    "樂儲勞諶藺樓滿聞厲闞權強帥練豐國計晉門雲來闕烏況鮮銀賓嶽彥賴閰粘洪凃晃稽拱沃桐滑糜荀贲郏濮扶堵璩寿充宦鱼慎庚"
    "终弘广禄东殳越夔厍融訾乜巢蒯红竺盍益桓鄞岚苌庹代付揣兀冮撒張謝時農東華陽鮑"
)
"""Chinese surnames of one character, both scripts."""

COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "廖贾韦傅邹熊孟秦邱侯江尹薛雷龙陶黎贺顾毛郝龚邵钱严洪赖詹柯翁施游張劉陳楊黃趙吳孫馬羅鄭許韓馮鄧蕭蔣葉蘇呂盧鍾鐘譚陸"
    "範賈韋鄒龍賀顧龔錢嚴賴謝"
)
"""The hundred commonest of them, both scripts."""

COMPOUND_SURNAMES = _words(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 轩辕 端木 独孤 南宫 长孙 宇文 司空 西门 百里 "
    "呼延 东郭 南门 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太史 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 "
    "巫马 公西 漆雕 乐正 壤驷 公良 拓跋 夹谷 宰父 谷梁 段干 东野 纳兰 歐陽 諸葛 東方 尉遲 公孫 司馬 軒轅 獨孤 "
    "南宮 長孫 西門 東郭 聞人 赫連 澹臺 單于 鍾離 鮮于 納蘭 张简 張簡 范姜"
)

JAPANESE_SURNAMES = _words(
    "佐藤 鈴木 高橋 田中 渡辺 渡邊 渡部 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 "
    "齋藤 清水 山崎 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 "
    "福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 内田 "
    "柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 小山 平野 "
    "藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 市川 菊地 菊池 杉本 古川 大西 島田 "
    "水野 桜井 高野 渡邉 吉川 山内 西田 飯田 北村 安田 五十嵐 川口 平田 中田 服部 岩田 川崎 福島 土屋 本田 樋口 "
    "永井 秋山 中西 山中 吉村 川上 石原 大橋 松岡 馬場 浜田 森本 田口 熊谷 松下 広瀬 松浦 沢田 中澤 中沢 小池 "
    "荒木 大久保 黒田 小松 田辺 浅野 川村 萩原 土井 星野 松村 大島 西川 富田 片山 川島 矢野 須藤 小沢 小澤 安部 "
    "宮田 栗原 西山 早川 中井 永田 岡崎 平井 大石 大竹 大渡 小田 小西 石橋 奥村 山岸 堀江 堀内 今村 古田 三宅 "
    "三好 内藤 岩本 岸本 望月 津田 玉井 竹田 篠原 滝沢 白石 榎本 神谷 福井 福本 稲垣 稲葉 児玉 児島"
)
"""The commonest: Japanese bylines are set solid (松村太郎), so only a known surname is certain."""

KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복목형피두감음빈동온호범좌팽승간상시갈"
)

GIVEN_NAMES = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony "
    "mark donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan "
    "jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander "
    "raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle walter ethan "
    "jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan joe "
    "jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah "
    "louis bobby philip johnny mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy "
    "lisa betty margaret sandra ashley kimberly emily donna michelle dorothy carol amanda melissa deborah "
    "stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen "
    "samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia "
    "joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline "
    "martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace "
    "denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla "
    "alexis lori jane claire lucy chloe sophie jessie harry oliver alfie simon ian neil nigel graham stuart colin "
    "craig gavin martin lee tom tim ben dan sam alex chris matt mike steve nick jon jim bob dave rob luke liam "
    "connor owen rhys hans jürgen klaus wolfgang dieter manfred uwe günter horst bernd werner heinz gerhard "
    "helmut stefan andreas matthias sebastian florian tobias felix max lukas jonas leon moritz jan jens sven lars "
    "kai torsten thorsten markus jörg ralf rolf holger volker axel anja sabine petra monika ursula renate heike "
    "silke katrin katja nadine tanja melanie lena lea johanna franziska christiane friederike jasper johannes "
    "philipp dominik vivien pierre michel philippe alain bernard jacques françois christophe nicolas laurent "
    "olivier julien guillaume antoine sébastien thierry pascal hélène camille isabelle nathalie sylvie céline "
    "aurélie élise mathilde manon juliette jérôme étienne benoît cédric josé antonio manuel francisco javier "
    "carlos miguel ángel pedro pablo jorge alberto luis fernando rafael sergio alejandro diego álvaro raúl rubén "
    "maría carmen ana isabel cristina marta lucía paula elena pilar rosa beatriz silvia alba irene marina jesús "
    "giovanni giuseppe mario luigi paolo marco luca francesco matteo alessandro stefano giulia chiara francesca "
    "lê nguyễn trần phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương "
    "federica viviana elisabetta mohammed ahmed ali omar fatima aisha "
    "abdul adrian agnieszka agus ahmet alexandra alexandre alexei alistair amit anders andrea andrei andrzej andrés "
    "angus anil anne annika anouk antje antonio aoife arnaud arun astrid ayşe beate benjamin bernhard bethany bettina "
    "birgit boris brad bram britta brooke budi callum camila carola carolin caroline catarina chloé christa "
    "christoph ciara clara claudia cody cornelia courtney damien daniel daniela davide declan deepak derek dewi "
    "didier dirk dmitri dmitry dominic duncan dustin eduardo elena elke ellen emre enrique eoin erik erin ernst eva "
    "evan ewan fabrice fatma felipe femke fergus fernanda fiona franz frauke fritz frédéric gabi gabriela gabriele "
    "garrett gemma georg gerd gilles gillian gisela glenn gonzalo gordon gustavo hamish hanne hanno hasan "
    "hassan heidi heiko helga hendrik henrik henrique hermann holly hugo hüseyin ibrahim ignacio igor ina inga ingo "
    "ingrid inês ivan jaime jakub jana janina jared jari jasmin jasmine jay jenna jeroen jiří joanna joaquín jochen "
    "joel johan josef josefina joão juha juliana juliane jutta jörn kari karin karl katarzyna kate kathrin katie katy "
    "keir kelsey kerstin kirsten kristen kristian kristin kristina krzysztof kurt lance larissa laure leah lenka "
    "leonardo lesley liisa lindsay lindsey lizzie lorena lothar lotte lucie luisa lukáš luís lynn lynne magdalena "
    "magnus maike marc marcel marcin marcus mareike margarete margarita mariana marianne marieke marion marit marlene "
    "martina martín mateo mathieu matthieu matti maxime małgorzata meghan mehmet meike melanie mercedes mette michał "
    "mikael mikhail miriam mirko mitchell mohamed mohammad molly monica morten muhammad murat mustafa naomi natalia "
    "natasha neal neha niall nicola nicolás niels nikolai nils nora norbert olaf oleg olga omar ondřej orla otto "
    "padraig paige paola patricia patrick pauline paulo pavel paweł pekka peter petr phil pieter piotr pooja preston "
    "priya quentin rahul rainer rajesh ramona randall rasmus ravi regina reiner ricardo rick roberto robin rodney "
    "rodrigo roland romain romina ron rory rosemary ross rui rüdiger sabrina sander sandrine sanjay sanna santiago "
    "sascha sebastián sergei shaun sheila sibylle silvia simone sinead siobhan sonja spencer stacey stefanie "
    "steffen stewart stéphane sunil suresh susanne svenja svetlana søren tamara tara tatiana tatjana ted thiago thijs "
    "thilo théo tiago tiffany timo tina todd tomasz tomáš tracy travis trevor troy udo ulf ulrich ulrike uta ute "
    "valentina valeria valérie vanessa vera verena vernon verónica victor vijay viktor vinícius vladimir véronique "
    "wade wendy wesley whitney wilhelm willem yuri yusuf yvette yvonne zach zeynep zoe émilie éric"
)
"""Common ones of twenty languages, lower case, and Vietnam's family names, which stand first; none that is an everyday word
of another (can, per, will)."""

COMMON_WORDS = _words(
    "时政 时事 时评 国际 国内 高考 金融 文化 文旅 文学 房产 教育 安全 方法 成都 南京 南昌 南宁 海南 海口 江苏 "
    "江西 云南 广东 广西 贵州 山东 温州 台州 杭州 徐州 郑州 马上 高清 高端 全国 全部 全文 文字 文章 文明 文艺 "
    "图片 公告 公益 关注 关于 关闭 关键 路透 明星 明天 明日 时间 时尚 时代 万象 易车 安徽 东方 南方 华东 华南 "
    "华北 平安 阳光 国家 国防 国务 应急 应用 通知 通报 方面 连续 连线 党建 党委 海外 海峡 海报 财经 花絮 游戏 "
    "相关 时刻 和平 施工 温馨 石油 农业 农村 农民 商业 商务 单位 干部 干货 成果 成长 成功 管理 解读 解放 解放日报 "
    "计划 计算 记录 权威 利好 原创 原标题 来源 来自 来信 广告 广播 强国 云上 平台 任命 任务 展览 初步 广场 高速 "
    "高铁 高校 江湖 武汉 黄河 黄金 金牌 周末 周刊 周报 综合 时讯 方案 支持 支付 应对 向前 易购 马拉松 居民 居家 "
    "盛会 盛典 普通 普法 信息 信用 智能 智库 相约 展望 计生 申请 包括 宣传 宣布 席位 體育 體壇 時事 國際 國內 "
    "綜合 財經 高雄 金門 連江 雲林 花蓮 南投 馬祖 溫哥華 華盛頓 東京 關島 國會 時政 應用 文學 麥當勞 連線 資訊 "
    "陸媒 明報 經濟 華語 華爾街 關鍵 關注 萬象 農業 藍營 盧森堡 馬來西亞 安卓 艾瑞 巴黎 巴西 明斯克 柏林 莫斯科 "
    "伊朗 荷兰 溫網 法網 成员 文字版 文图 图文 万元 石化 全媒体 元旦 祝福 谢谢 曾经 常务 何以 何处 何时 如何 任何 "
    "顾客 易错 劳动 劳模 阴雨 毕业 单机 单身 项目 石家庄 古代 时长 成品 华人 关心 强调 党员 满意 路上 明确 全面 "
    "全市 全省 全体 全球 全新 都市 平时 向上 支部 应该 应当 应邀 和谐 通过 通讯 余额 钱包 相信"
)
"""Sections and everyday words that begin as a surname does and stand where a name could."""

PLACES = _list(
    "台北 臺北 新北 桃園 台中 臺中 台南 臺南 高雄 基隆 新竹 嘉義 苗栗 彰化 南投 雲林 屏東 宜蘭 花蓮 台東 臺東 "
    "澎湖 金門 連江 馬祖 桃園機場 綜合 綜合外電 外電 編譯 北京 上海 天津 重庆 香港 澳门 澳門 东京 東京 大阪 首爾 "
    "首尔 平壤 曼谷 河內 河内 新加坡 吉隆坡 雅加達 雅加达 馬尼拉 马尼拉 新德里 华盛顿 華盛頓 纽约 紐約 洛杉磯 "
    "洛杉矶 舊金山 旧金山 芝加哥 倫敦 伦敦 巴黎 柏林 布魯塞爾 布鲁塞尔 日內瓦 日内瓦 羅馬 罗马 莫斯科 基輔 基辅 "
    "維也納 维也纳 马德里 馬德里 伊斯坦堡 安卡拉 開羅 开罗 耶路撒冷 雪梨 悉尼 多倫多 多伦多 渥太華 渥太华 温哥华 "
    "溫哥華 布拉格 华沙 華沙 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 "
    "四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 "
    "杭州 合肥 福州 南昌 济南 郑州 武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐 深圳 "
    "厦门 青岛 大连 宁波 苏州 无锡 常州 扬州 镇江 南通 徐州 温州 嘉兴 湖州 绍兴 金华 舟山 台州 丽水 芜湖 蚌埠 "
    "复旦 清华 中国 中國 日本 美国 美國 英国 韩国 德国 法国 俄罗斯"
)
"""Where Chinese and Taiwanese reporters file from, and 综合 (several places); a longer name before its own end."""

AGENCIES = _words(
    "新华社 新華社 中新社 中央社 路透社 路透 法新社 美联社 美聯社 合众社 彭博社 共同社 时事社 時事社 韩联社 "
    "韓聯社 塔斯社 俄新社 朝中社 德新社 安莎社 埃菲社 中新网 共同通信 共同通信社 時事通信 時事通信社 ロイター "
    "연합뉴스 뉴시스 뉴스1 xinhua reuters afp ap dpa dpa-afx kna epd sid apa pa efe ansa anp belga tt ntb ritzau "
    "stt lusa kyodo jiji tass ria yonhap cna ani ians pti upi bloomberg ats agi adnkronos cp aap interfax apn"
) | {
    "associated press",
    "the associated press",
    "agence france-presse",
    "deutsche presse-agentur",
    "press association",
    "pa media",
    "europa press",
    "canadian press",
    "the canadian press",
    "dow jones newswires",
    "australian associated press",
}
"""News agencies, lower case: where a text comes from, never who wrote it."""

OUTLETS = _words(
    "参考消息 求是 半月谈 财新 央视 每经 界面 澎湃 虎嗅 新浪 搜狐 网易 腾讯 凤凰 观察者 中時 聯合 量子位 机器之心 红星"
)
"""Outlets whose name does not end as an outlet's does (网, 报, 新闻)."""
