"""What portals print around a report: known short lines and known blocks at its end, never a sentence."""

from __future__ import annotations

import re

_LONGEST = 200  # no known line is longer; longer ones are not even looked at

_PHRASES = "|".join(
    (
        r"\[?(?:img|image|icon|banner)\]?",
        r"(?:về |lên )?đầu trang",
        r"(?:số )?(?:lượt|lần) (?:xem|đọc|truy cập)(?: bài(?: viết)?)? ?:? ?[\d.,]+",
        r"số (?:lượt|lần) (?:xem|đọc) ?:?",
        r"[\d.,]+ (?:(?:lượt|lần) (?:xem|đọc|truy cập)|views?)",
        r"(?:đã xem|xem|views?|hits) ?: ?[\d.,]+",
        r"đánh giá bài viết(?: ?[:(][\d\s./()]*\)?)?|đánh giá ?[:(] ?[\d./ ]+\)?",
        r"(?:bình luận|ý kiến(?: bạn đọc)?|phản hồi)(?: ?\(\s*\d+\s*\))",
        r"ý kiến bạn đọc|bình luận|(?:gửi|viết) (?:bình luận|phản hồi|ý kiến)",
        r"(?:đọc|nghe|in|gửi|lưu|chia sẻ) (?:bài viết|bài|tin|trang(?: này)?)",
        r"(?:bản|phiên bản|xem bản) in|gửi (?:email|mail|cho bạn bè)",
        r"chia sẻ(?: bài viết)?(?: (?:lên|qua|trên) \w+\+?)? ?:?",
        r"share on \w+",
        r"copy link|sao chép liên kết|tải về|advertisement",
        r"(?:xem |thay đổi )?cỡ chữ ?:?|font size|a-? ?a ?a?\+|a\+ ?a? ?a-|a[-+]",
        r"(?:tăng|giảm) (?:tương phản|cỡ chữ)|phóng to|thu nhỏ",
        r"xem chi tiết(?: icon)?|quay lại|trở (?:về|lại)",
        r"skip ribbon commands|skip to main content|turn (?:on|off) (?:more )?\w+(?: mode)?",
        r"theo dõi .{1,30} trên google news|\d?\d:\d\d ?/ ?\d?\d:\d\d|giọng (?:nam|nữ)",
    )
)
# Words that a person may well have put on a line of their own, in the middle of a report.
_EDGE_PHRASES = (
    r"ảnh|images|logo|top|share|tweet|like|facebook|twitter|zalo|google\+?|linkedin|pinterest|e-?mail|print"
)
_EDGE_LINE = re.compile(
    rf"(?:{_PHRASES}|{_EDGE_PHRASES})(?:[\s|•·,/-]+(?:{_PHRASES}|{_EDGE_PHRASES}))*[\s|•·]*", re.IGNORECASE
)
_LINE = re.compile(rf"(?:{_PHRASES})(?:[\s|•·,/-]+(?:{_PHRASES}))*[\s|•·]*", re.IGNORECASE)
_BREADCRUMB = re.compile(r"(?:trang chủ|home)\s*(?:[>»›/|]|\s{2,}).*", re.IGNORECASE)
_PORTAL_BLOCK = frozenset(
    line.casefold()
    for line in (
        *("banner", "icon", "Top", "Xem chi tiết icon", "Xem chi tiết", "Cổng dịch vụ công", "Quốc Gia"),
        *("Cổng dịch vụ công Quốc Gia", "Những thông tin thủ tục hành chính", "khai báo online tại đây"),
        *(
            "Chính sách",
            "pháp luật Việt Nam",
            "Chính sách pháp luật Việt Nam",
            "Cập nhật thông tin, chính sách",
        ),
        *("Giới thiệu", "Sản phẩm dịch vụ", "Giới thiệu Sản phẩm dịch vụ", "Nơi giới thiệu những sản phẩm,"),
        *("dịch vụ tốt nhất dành cho bạn đọc", "Doanh nghiệp", "Liên kết website", "Liên kết"),
        *("Cổng thông tin điện tử của các đơn vị thuộc Bộ", "Thư viện ảnh", "Thư viện video"),
    )
)
_ANCHORS = frozenset({"banner", "icon", "xem chi tiết icon"})
_OTHER_NEWS = re.compile(
    r"(?:[-•*]\s*)?(?:(?:các\s+)?(?:tin|bài)(?:\s+(?:tức|viết|bài))?\s+(?:liên\s+quan|khác|mới\s+hơn|cũ\s+hơn|mới\s+nhất|"
    r"cùng\s+(?:chuyên\s+)?(?:mục|loại)|đã\s+(?:đưa|đăng))|xem\s+thêm|có\s+thể\s+bạn\s+quan\s+tâm)\s*:?",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"[-•*+»›]\s*\S.*|.*\(\s*\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?:\s[^()]*)?\)\s*|\S+(?:\s+\S+){5,}"
)


def is_boilerplate(line: str, *, at_edge: bool = True) -> bool:
    """Whether a whole line is one that portals print; some only `at_edge`, before or after the report.

    >>> [is_boilerplate(line) for line in ("img", "ĐÁNH GIÁ BÀI VIẾT( 0)", "Số lượt xem: 265")]
    [True, True, True]
    >>> is_boilerplate("Toàn cảnh hội nghị")
    False
    """
    line = " ".join(line.split())
    return 0 < len(line) <= _LONGEST and bool((_EDGE_LINE if at_edge else _LINE).fullmatch(line))


def is_breadcrumb(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_BREADCRUMB.fullmatch(line))


def without_tail(lines: list[str]) -> list[str]:
    """The lines without the blocks that follow a report: the portal's banners, links to other news."""
    return _without_other_news(_without_portal_block(lines))


def _without_portal_block(lines: list[str]) -> list[str]:
    """Cuts from the first banner that only the block's own lines follow; what stands behind it stays."""
    known = [line.casefold() in _PORTAL_BLOCK for line in lines]
    last = max((at for at, line in enumerate(lines) if line and known[at]), default=-1)
    first = last + 1
    for at in range(last, -1, -1):
        if lines[at] and not known[at]:
            break
        if lines[at].casefold() in _ANCHORS:
            first = at
    is_block = any(line.casefold() in _ANCHORS for line in lines[first : last + 1])
    return lines[:first] + lines[last + 1 :] if is_block else lines


def _without_other_news(lines: list[str]) -> list[str]:
    """Cuts a heading such as "Tin liên quan" with the links below it; a name that follows stays."""
    heads = [at for at, line in enumerate(lines) if len(line) < 40 and _OTHER_NEWS.fullmatch(line)]
    for head in reversed(heads):
        if not any(len(line) > 80 for line in lines[:head]):
            continue  # a report comes before links to others
        end = head + 1
        while end < len(lines) and (not lines[end] or _is_link(lines[end])):
            end += 1
        if any(len(line) > _LONGEST or line.endswith(".") for line in lines[end:]):
            continue
        lines = lines[:head] + lines[end:]
    return lines


def _is_link(line: str) -> bool:
    return len(line) <= _LONGEST and not re.search(r"[^.][.!]$|[;:]$", line) and bool(_LINK.fullmatch(line))
