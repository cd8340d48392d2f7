"""What the site says where it cannot answer, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "problem.title": "{heading} – tìm báo cáo",
    "problem.home": "Về trang đầu",
    "problem.again": "Thử lại",
    "problem.search": "Tìm báo cáo có các từ",
    "problem.repeat": "Tìm lại",
    "problem.bad.heading": "Địa chỉ này có chỗ chưa đúng",
    "problem.bad.lead": "Máy chưa hiểu được yêu cầu.",
    "problem.report.heading": "Không có báo cáo này",
    "problem.report.lead": "Báo cáo có thể đã được đổi tên hoặc đã được bỏ khỏi kho. Mã đã tìm:",
    "problem.missing.heading": "Không có trang này",
    "problem.missing.lead": "Địa chỉ có thể đã gõ nhầm hoặc đã cũ. Mọi báo cáo đều tìm được từ trang đầu.",
    "problem.method.heading": "Trang này chỉ để xem",
    "problem.method.lead": "Hãy mở trang bằng đường dẫn, hoặc tìm lại từ trang đầu.",
    "problem.unready.heading": "Kho báo cáo chưa sẵn sàng",
    "problem.unready.lead": "Người quản trị cần chạy lệnh dưới đây một lần, rồi bấm “Thử lại”.",
    "problem.rate.heading": "Bạn hỏi hơi nhanh",
    "problem.rate.lead": (
        "Máy của bạn đã gửi rất nhiều yêu cầu trong một phút. Hãy đợi một chút rồi bấm “Thử lại”."
    ),
    "problem.busy.heading": "Nhiều người đang tìm cùng lúc",
    "problem.busy.lead": "Máy chủ chưa kịp trả lời. Hãy đợi vài giây rồi bấm “Thử lại”.",
    "problem.host.heading": "Trang này không mang tên đó",
    "problem.host.lead": (
        "Hãy mở trang bằng tên do người quản trị đưa; người quản trị thêm tên bằng cài đặt trusted_hosts."
    ),
    "problem.fault.heading": "Máy chủ gặp lỗi",
    "problem.fault.lead": "Lỗi đã được ghi lại. Hãy thử lại sau ít phút, hoặc tìm với từ khác.",
    # parameters
    "bad.q": "Câu tìm dài {length} ký tự; hãy rút xuống còn nhiều nhất {most} ký tự.",
    "bad.values": "“{name}” có quá nhiều giá trị hoặc giá trị quá dài (nhiều nhất {most} giá trị, "
    "mỗi giá trị {chars} ký tự).",
    "bad.number": "“{name}={value}” chưa đúng; hãy dùng một số từ 1 đến {highest}.",
    "bad.year": "“{name}={value}” chưa đúng; hãy dùng một năm có bốn chữ số, ví dụ 2012.",
    "bad.choice": "“{name}={value}” chưa đúng; hãy dùng một trong các giá trị: {allowed}.",
    "bad.switch": "“{name}={value}” chưa đúng; hãy dùng 0 hoặc 1.",
}
