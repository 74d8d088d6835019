"""The words that label a printed credit -> the role each one means.

One table, a row a role and form. The longest label wins (责任编辑 before 编辑, 题图来源 before 来源), so the order of
rows is for readers only. Chinese labels are written in simplified characters; the traditional spelling is derived.

>>> LABELS["责任编辑"].role, LABELS["責任編輯"].role, LABELS["기자"].role
('responsible_editor', 'responsible_editor', 'correspondent')
>>> ROLES["responsible_editor"].schema
'editor'
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["CAPTION_LABELS", "LABELS", "ROLES", "Form", "Group", "Label", "Role"]


class Group(Enum):
    """Which field of a reading a role belongs to."""

    WRITING = "writing"
    EDITING = "editing"
    IMAGE = "image"
    SOURCE = "source"
    DATE = "date"
    UPDATED = "updated"
    NONE = "none"  # ends the value before it and credits nobody: 关键词, 浏览次数, 数据来源


class Form(Enum):
    """How a label must be printed to be one. A colon always does."""

    COLON = "colon"  # nothing else: the word is too common (时间, 图片, 设计)
    SLASH = "slash"  # a slash or a bar, before or after the name: 文/马越, 马越/文, 文｜马越
    BARE = "bare"  # these, or a space: 责编 何剑岭
    TITLE = "title"  # all of these, or the name at once, as the word is a person's title: 记者熊芳雨


@dataclass(frozen=True, slots=True)
class Role:
    """A normalized role: the field it belongs to, and schema.org's property for it ("" where there is none)."""

    group: Group
    schema: str


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: its normalized role, that role's group, and the form the label must have."""

    role: str
    group: Group
    form: Form


# Normalized role -> its group, and the property of https://schema.org/NewsArticle that says the same.
ROLES = {
    "author": Role(Group.WRITING, "author"),
    "correspondent": Role(Group.WRITING, "author"),  # a reporter of the outlet: 记者, 기자
    "contributor": Role(Group.WRITING, "contributor"),  # 通讯员: a correspondent from outside
    "intern": Role(Group.WRITING, "contributor"),
    "compiler": Role(Group.WRITING, "contributor"),  # 整理 wrote up what others said: a writer and an editor
    "adapter": Role(Group.WRITING, "author"),  # 编译 wrote from foreign reports
    "editor": Role(Group.EDITING, "editor"),
    "responsible_editor": Role(Group.EDITING, "editor"),  # 责任编辑 answers for the page
    "selector": Role(Group.EDITING, "editor"),  # 选稿 picked the story at the desk
    "section_editor": Role(Group.EDITING, "editor"),
    "chief_editor": Role(Group.EDITING, "editor"),
    "text_editor": Role(Group.EDITING, "editor"),
    "photo_editor": Role(Group.EDITING, "editor"),
    "layout_editor": Role(Group.EDITING, "editor"),
    "video_editor": Role(Group.EDITING, "editor"),
    "proofreader": Role(Group.EDITING, "contributor"),
    "reviewer": Role(Group.EDITING, "reviewedBy"),  # 初审 … 终审, 一审 … 三审
    "producer": Role(Group.EDITING, "producer"),
    "planner": Role(Group.EDITING, "contributor"),
    "coordinator": Role(Group.EDITING, "contributor"),
    "translator": Role(Group.EDITING, "translator"),
    "interviewer": Role(Group.EDITING, "contributor"),
    "provider": Role(Group.EDITING, "provider"),  # 供稿单位 handed the text in
    "photographer": Role(Group.IMAGE, "creditText"),
    "image_source": Role(Group.IMAGE, "creditText"),
    "illustrator": Role(Group.IMAGE, "creator"),
    "designer": Role(Group.IMAGE, "creator"),
    "videographer": Role(Group.IMAGE, "creator"),
    "source": Role(Group.SOURCE, "sourceOrganization"),
    "date": Role(Group.DATE, "datePublished"),
    "updated": Role(Group.UPDATED, "dateModified"),
    "none": Role(Group.NONE, ""),
}

# Normalized role, form, labels; a space inside a label is written "_".
_TABLE: tuple[tuple[str, Form, str], ...] = (
    # -- writing
    ("author", Form.BARE, "作者 原作者 文章作者 本文作者 撰稿人 撰稿 撰文 撰写 执笔 执笔人 采写 采编 口述 主笔"),
    ("author", Form.BARE, "文字作者"),
    ("author", Form.SLASH, "文 图文 文图 文/图 图/文 文、图 图、文 文/摄 摄/文 文字 供稿"),
    ("author", Form.BARE, "執筆者 ライター 寄稿者 取材・文 取材・構成 構成・文 著者"),
    ("author", Form.COLON, "執筆 寄稿 글쓴이 글 작성자 저자 필자 글·사진"),
    ("author", Form.COLON, "Author Authors Author(s) Words_by Written_by Autor Autorin Autor:in Autoren Auteur"),
    ("author", Form.COLON, "Auteurs Autora Autores"),
    ("author", Form.COLON, "Texto Texte Text Rédigé_par Rédaction Redacción Escrito_por Verfasser"),
    ("correspondent", Form.TITLE, "记者 本报记者 本网记者 本刊记者 本台记者 本社记者 首席记者 见习记者 实习记者"),
    ("correspondent", Form.TITLE, "特约记者 特派记者"),
    ("correspondent", Form.TITLE, "全媒体记者 融媒体记者 融媒记者 全媒记者 资深记者 文字记者 视频记者 高级记者"),
    ("correspondent", Form.TITLE, "主任记者 驻京记者 评论员 特派员"),
    ("correspondent", Form.TITLE, "本报评论员 本报见习记者 本报实习记者 本报首席记者 特约评论员 特约撰稿人 特约撰稿"),
    ("correspondent", Form.TITLE, "撰稿记者 采访记者"),
    ("correspondent", Form.COLON, "기자 선임기자 전문기자 특파원 인턴기자 논설위원 論説委員 編集委員"),
    ("correspondent", Form.COLON, "Reporter Reporterin Korrespondent Korrespondentin Journaliste Periodista"),
    ("correspondent", Form.COLON, "Correspondent"),
    ("contributor", Form.TITLE, "通讯员 特约通讯员 本报通讯员"),
    ("contributor", Form.COLON, "Contributor Contributors Additional_reporting_by Mitarbeit Avec_la_collaboration_de"),
    ("intern", Form.TITLE, "实习生 见习生"),
    ("compiler", Form.SLASH, "整理 综合整理"),
    ("adapter", Form.TITLE, "编译"),
    # -- editing
    ("responsible_editor", Form.BARE, "责任编辑 责编 责任编辑人 本文责任编辑 网站责编 本期责编 责任编译"),
    ("editor", Form.BARE, "编辑 实习编辑 见习编辑 值班编辑 网络编辑 微信编辑 网页编辑 新媒体编辑 图文编辑 采访编辑"),
    ("editor", Form.BARE, "运营编辑 本文编辑"),
    ("editor", Form.BARE, "主任编辑 高级编辑 助理编辑 页面编辑 网编 值班编委 轮值编委 编委 本期编辑 执行编辑"),
    ("editor", Form.BARE, "編集 編集者 担当編集"),
    ("editor", Form.COLON, "편집 편집자 Editor Editors Edited_by Editing_by Redaktion Redakteur Redakteurin"),
    ("editor", Form.COLON, "Editado_por Edición Éditeur Redactor"),
    ("selector", Form.BARE, "选稿 选稿人"),
    ("section_editor", Form.BARE, "栏目主编 栏目编辑 频道主编 频道编辑 频道总监"),
    ("chief_editor", Form.BARE, "主编 总编 总编辑 执行主编 副主编 副总编 副总编辑 执行总编 值班主任 值班主编"),
    ("chief_editor", Form.BARE, "值班总编 值班总编辑 值班领导 編集長"),
    ("text_editor", Form.BARE, "文字编辑 文编"),
    ("photo_editor", Form.BARE, "图片编辑 摄影编辑 视觉编辑 图编"),
    ("layout_editor", Form.BARE, "版面编辑 版式编辑 排版 版式 组版 美术编辑 美编"),
    ("video_editor", Form.BARE, "后期编辑 视频编导 视频编辑 视频剪辑 编导 剪辑 后期 后期制作 后期剪辑"),
    ("proofreader", Form.BARE, "校对 责任校对 校稿 校审 校验 核校 校正 校閲"),
    ("reviewer", Form.BARE, "编审 审校 审核 审核人 总审核 审签 签发 签发人 审发 审稿 初审 复审 终审 一审 二审 三审"),
    ("reviewer", Form.BARE, "核稿 审读 监审"),
    ("reviewer", Form.BARE, "一审一校 二审二校 三审三校 责任监审 一校 二校 三校 (总)审核 初审编辑 复审编辑 终审编辑"),
    ("producer", Form.BARE, "监制 总监制 出品 出品人 总出品 总出品人 制片 制片人 制作 制作人 导演 总导演 联合出品"),
    ("planner", Form.BARE, "策划 总策划 组织策划 选题策划 企划"),
    ("coordinator", Form.BARE, "统筹 总统筹 组稿 协调"),
    ("translator", Form.BARE, "翻译 译者 编译者 翻訳 翻訳者 訳者"),
    ("translator", Form.SLASH, "译 訳"),
    ("translator", Form.COLON, "번역 Translator Translated_by Übersetzung Traduction Traducción"),
    ("interviewer", Form.COLON, "采访 采访者 采访人 聞き手"),
    ("provider", Form.BARE, "供稿单位 供稿人 来稿单位 撰稿单位 报送单位 供稿部门"),
    # -- still and moving images
    ("image_source", Form.BARE, "题图来源 题图来自 头图来源 头图来自 封面图来源 图片来源 图片来自 图片提供 插图来源"),
    ("image_source", Form.BARE, "内文图 题图 头图 封面图 配图"),
    ("image_source", Form.BARE, "文中配图 内文图片 图源 供图 图据 视频来源 写真提供"),
    ("image_source", Form.COLON, "Bild Bilder Image Images Bildquelle 画像 資料写真 画像提供"),
    ("photographer", Form.BARE, "图片摄影 摄影师 摄影指导 摄像团队 摄像 拍摄 摄制 航拍 摄影/摄像 写真撮影"),
    ("photographer", Form.TITLE, "摄影记者"),
    ("photographer", Form.SLASH, "摄影 图 摄 图片 撮影 写真 撮影・写真 사진"),
    ("photographer", Form.COLON, "Photo Photos Photo_by Photos_by Photograph Photographs Photography Photographer"),
    ("photographer", Form.COLON, "Foto Fotos Photographie Fotografía"),
    ("illustrator", Form.SLASH, "插图 插画 漫画 绘图 制图 绘画 手绘 图表 イラスト 그래픽"),
    ("illustrator", Form.COLON, "Illustration Illustrations Grafik Infographie"),
    ("designer", Form.BARE, "视觉设计 海报设计 美术设计 H5制作 H5设计 动画"),
    ("designer", Form.COLON, "设计 视觉 海报 技术 H5"),
    ("videographer", Form.COLON, "视频 视频制作 视频拍摄 视频摄制 音频 音视频 配音 播音 出镜 主播 主持人 主持"),
    # -- where the text comes from
    ("source", Form.BARE, "来源 稿件来源 文章来源 本文来源 信息来源 新闻来源 内容来源 稿源 出处 文章出处 转自"),
    ("source", Form.BARE, "转载自 来源于 首发于"),
    ("source", Form.COLON, "来自 출처 제공 出典 提供 提供元 情報元 配信 Source Sources Quelle Quellen Fuente"),
    ("source", Form.COLON, "Fuentes Agencia Agence"),
    # -- dates
    ("date", Form.BARE, "发布时间 发布日期 发表时间 发表日期 发稿时间 发稿日期 发文时间 发布于 发表于 出版日期"),
    ("date", Form.BARE, "发佈时间 发佈日期 刊登日期 刊发时间 登载时间 成文日期"),
    ("date", Form.COLON, "发布 时间 日期 添加时间 加入时间 录入时间 信息时间 公開日 公開日時 掲載日 掲載日時 投稿日"),
    ("date", Form.COLON, "投稿日時 配信日 配信日時"),
    ("date", Form.COLON, "입력 등록 승인 기사입력 입력시간 게재 Published Publié Publié_le Veröffentlicht Stand"),
    ("date", Form.COLON, "Publicado Posted Date"),
    ("updated", Form.BARE, "更新时间 最后更新 最后更新时间 更新于 修改时间 更新日期 更新日 更新日時 最終更新"),
    ("updated", Form.BARE, "最終更新日 最終更新日時"),
    ("updated", Form.COLON, "更新 수정 최종수정 업데이트 Updated Aktualisiert Actualizado Mis_à_jour_le Güncelleme"),
    # -- labels that credit nobody
    ("none", Form.COLON, "原标题 标题 关键词 关键字 标签 摘要 核心摘要 提要 导读 图说 图为 图片说明 资料图 免责声明"),
    ("none", Form.COLON, "声明 特别声明 编者按"),
    ("none", Form.COLON, "数据来源 资料来源 截图来源 音频来源 表格来源 图表来源 浏览次数 浏览 浏览量 点击 点击数"),
    ("none", Form.COLON, "点击率 点击量 阅读 阅读量 阅读数"),
    ("none", Form.COLON, "阅读次数 访问量 访问次数 人气 点赞 评论 评论数 字号 字体 字体大小 分享到 分享至 分享 打印"),
    ("none", Form.COLON, "编号 电话 邮箱 电子邮箱 联系电话"),
    ("none", Form.COLON, "地址 微信号 公众号 技术支持 作者单位 作者简介 词曲作者 作词 作曲 演唱 编剧 主演 字数 版次"),
    ("none", Form.COLON, "版面 索引号 主办 承办 主办单位 承办单位 新闻报料 新闻热线"),
    ("none", Form.COLON, "栏目 频道 地点 属地 IP属地 上一篇 下一篇 上一条 下一条 相关阅读 相关链接 延伸阅读"),
    ("none", Form.COLON, "推荐阅读 联系人 报料 举报电话 版权"),
)

# The characters of the labels above whose traditional form is one and the same in every word.
_SIMPLIFIED = (
    "责编辑记讯员时间发来转载题图摄采写译综审终监划统筹设计视频选栏执总资对实习见约驻导报组织协调绘画动标"
    "词关键页网络运后声说为签单点击览阅读数热线联系电话邮属评论赞专务处于长开录输领术头师团队问办项种产剧"
    "拟体创华访"
)
_TRADITIONAL = (
    "責編輯記訊員時間發來轉載題圖攝採寫譯綜審終監劃統籌設計視頻選欄執總資對實習見約駐導報組織協調繪畫動標"
    "詞關鍵頁網絡運後聲說為簽單點擊覽閱讀數熱線聯繫電話郵屬評論贊專務處於長開錄輸領術頭師團隊問辦項種產劇"
    "擬體創華訪"
)
_TO_TRADITIONAL = str.maketrans(dict(zip(_SIMPLIFIED, _TRADITIONAL, strict=True)))


def _split(words: str) -> list[str]:
    return words.split()


def _labels() -> dict[str, Label]:
    table = {}
    for role, form, words in _TABLE:
        for word in words.replace("_", "\xa0").split(" "):
            spelling = word.replace("\xa0", " ")
            label = Label(role, ROLES[role].group, form)
            table[spelling] = label
            table.setdefault(spelling.translate(_TO_TRADITIONAL), label)
    return table


LABELS: dict[str, Label] = _labels()
"""Every printed label, simplified and traditional, as a reader finds it on a page."""

_BENEATH_PICTURES = frozenset(
    _split(
        "图片来源 圖片來源 图片来自 圖片來自 图片提供 圖片提供 图源 圖源 供图 供圖 图据 圖據 配图 视频来源 "
        "視頻來源 图 圖 "
        "写真 写真提供 資料写真 画像 画像提供 撮影 사진 그래픽"
    )
)
CAPTION_LABELS = frozenset(
    word
    for word, label in LABELS.items()
    if word in _BENEATH_PICTURES or (label.group is Group.IMAGE and word[0].isascii() and word[0].isalpha())
)
"""Labels that stand beneath a picture: alone on a line they credit the picture, not the article."""
