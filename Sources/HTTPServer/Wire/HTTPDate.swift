import Glibc

/// The `Date` field's text, as in `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
enum HTTPDate {
    /// The 29 bytes for a moment after 1970.
    static func bytes(secondsSince1970 seconds: Int) -> [UInt8] {
        let inDay = seconds % 86_400
        let date = civil(seconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        bytes.append(contentsOf: weekdays[date.weekday].utf8)
        bytes.append(contentsOf: ", ".utf8)
        append(date.day, to: &bytes)
        bytes.append(contentsOf: months[date.month].utf8)
        append(date.year / 100, to: &bytes)
        append(date.year % 100, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        append(inDay / 3600, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(inDay / 60 % 60, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(inDay % 60, to: &bytes)
        bytes.append(contentsOf: " GMT".utf8)
        return bytes
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ",
        " Nov ", " Dec ",
    ]

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        bytes.append(0x30 + UInt8(number / 10))
        bytes.append(0x30 + UInt8(number % 10))
    }

    /// A moment's parts in UTC, on the Gregorian calendar; the weekday counts from Sunday, the
    /// month from January, both from 0.
    private static func civil(_ seconds: Int) -> (year: Int, month: Int, day: Int, weekday: Int) {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe gmtime_r(&time, &parts)
        return unsafe (
            Int(parts.tm_year) + 1900, Int(parts.tm_mon), Int(parts.tm_mday), Int(parts.tm_wday)
        )
    }
}
