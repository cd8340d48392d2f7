"""Words that names of offices are made of, to tell `Sở Thông tin và Truyền thông Nghệ An` from a sentence."""

from __future__ import annotations

import re

# What an office of a province begins with; the last word where it has two (Tỉnh ủy, Bưu điện).
HEADS = frozenset(
    "sở ubnd hđnd ủy uỷ báo đài cổng cục ban hội ngành vnpt viettel mobifone vinaphone ttđt công-an "
    "bưu-điện trung-tâm văn-phòng địa-bàn phòng đảng-bộ mttq đoàn-đbqh tỉnh-đoàn ptth bqlda ".split()
)

_WORDS = frozenset(
    "và thông tin truyền bưu chính viễn công nghệ khoa học giáo dục đào tạo văn hóa hoá thể thao du "
    "lịch nông nghiệp phát triển thôn tài nguyên môi trường kế hoạch đầu tư nội vụ pháp y tế lao động "
    "thương binh xã hội xây dựng giao vận tải dân tộc tôn ngoại ban biên tập tổng hợp hành tổ chức cán "
    "bộ tuyên kiểm tra thanh quốc phòng an ninh nhà nước quân sự nhân ủy uỷ đồng mặt trận phụ nữ liên "
    "đoàn báo xuất bản chí in hình điện tử trang cổng trung tâm quản lý số chuyển đổi viện đài tỉnh "
    "thành phố huyện thị quận phường thường trực chi đảng cơ sở thi đua khen thưởng chế ứng dụng cụm "
    "bàn thủy lợi thống kê kho bạc hải quan thuế lực địa".split()
)

_ABBREVIATION = re.compile(r"[A-ZĐÂÊÔƠƯ]{2,}(?:[&\-.][A-ZĐ]+)*|[A-ZĐ]+&[A-ZĐ&]*|[&\-–]")


def is_office_word(token: str) -> bool:
    """Whether a token may stand inside an office's name.

    >>> [is_office_word(token) for token in ("Truyền", "TT&TT", "TT&", "tổ")]
    [True, True, True, True]
    >>> is_office_word("dự")
    False
    """
    token = token.strip(",()")
    return token.casefold() in _WORDS or bool(
        _ABBREVIATION.fullmatch(token.upper() if "&" in token else token)
    )


def ends_with_office(tokens: list[str]) -> str | None:
    """The head of the office that the last tokens name, lower case; None where they name none.

    >>> ends_with_office("lãnh đạo Sở Thông tin và Truyền thông".split())
    'sở'
    >>> ends_with_office("Sở đã học tập kinh nghiệm của".split())
    """
    for at in range(len(tokens) - 1, max(len(tokens) - 14, -1), -1):
        token = tokens[at].strip(",()").casefold()
        pair = f"{tokens[at - 1].strip(',()').casefold()}-{token}" if at else ""
        if token in HEADS:
            return token
        if pair in HEADS:
            return pair
        if not is_office_word(tokens[at]):
            return None
    return None
