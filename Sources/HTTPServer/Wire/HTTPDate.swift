/// The `Date` field's text, as in `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
enum HTTPDate {
    /// The 29 bytes for a moment after 1970.
    static func bytes(secondsSince1970 seconds: Int) -> [UInt8] {
        let days = seconds / 86_400
        let inDay = seconds % 86_400
        let date = civil(days)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        // 1 January 1970 was a Thursday.
        bytes.append(contentsOf: weekdays[(days + 4) % 7].utf8)
        bytes.append(contentsOf: ", ".utf8)
        append(date.day, to: &bytes)
        bytes.append(contentsOf: months[date.month - 1].utf8)
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

    /// The Gregorian date of a day, by walking years and months from 1970.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        var year = 1970
        var left = days
        while left >= length(ofYear: year) {
            left -= length(ofYear: year)
            year += 1
        }
        var month = 1
        while left >= length(ofMonth: month, year) {
            left -= length(ofMonth: month, year)
            month += 1
        }
        return (year, month, left + 1)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
