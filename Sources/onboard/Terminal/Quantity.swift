/// Numbers, shares, spans of time and sizes as people read them.
///
/// A value that is missing or not finite reads `–`, so that no table ever shows `nan`.
enum Quantity {
    static let missing = "–"

    /// `13087` reads `13,087`.
    static func grouped(_ number: some BinaryInteger) -> String {
        let digits = Array(String(number.magnitude).utf8)
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.unicodeScalars.append(Unicode.Scalar(digit))
        }
        return text
    }

    /// `1 subject`, `13,087 subjects`.
    static func counted(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// A number with exactly `places` decimals, and its thousands grouped.
    static func fixed(_ number: Double, places: Int) -> String {
        guard number.isFinite else { return missing }
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (number.magnitude * scale).rounded()
        // Past 2^63 the decimals are gone anyway; the shortest form is then the honest one.
        guard scaled < 0x1p63 else { return "\(number)" }
        let units = UInt64(scaled)
        let sign = number < 0 && units > 0 ? "-" : ""
        guard places > 0 else { return sign + grouped(units) }
        let divisor = UInt64(scale)
        let decimals = String(units % divisor)
        let zeros = String(repeating: "0", count: places - decimals.utf8.count)
        return sign + grouped(units / divisor) + "." + zeros + decimals
    }

    /// `0.5629` reads `56.3 %`; what is not quite all or nothing never reads as if it were.
    static func percentage(_ fraction: Double?) -> String {
        guard let fraction, fraction.isFinite else { return missing }
        if fraction > 0, fraction < 0.0005 { return "<0.1 %" }
        if fraction < 1, fraction >= 0.9995 { return ">99.9 %" }
        return fixed(fraction * 100, places: 1) + " %"
    }

    /// `21,317/s`; below ten a second, with one decimal.
    static func rate(_ perSecond: Double) -> String {
        guard perSecond.isFinite else { return missing }
        return fixed(perSecond, places: perSecond < 10 ? 1 : 0) + "/s"
    }

    /// `1.4 MiB`, in powers of 1,024; whole bytes below one KiB.
    static func byteSize(_ bytes: Int) -> String {
        var size = Double(bytes)
        if size.magnitude < 1024 { return "\(bytes) B" }
        var unit = ""
        for next in ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] {
            (size, unit) = (size / 1024, next)
            // 1023.95 would be rounded up to 1,024.0 of the same unit.
            if size.magnitude < 1023.95 { break }
        }
        return fixed(size, places: 1) + " " + unit
    }

    /// Two units at most: `420 ms`, `12.3 s`, `3 min 05 s`, `2 h 04 min`, `5 d 3 h`.
    static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds.magnitude < 1e15 else { return missing }
        if seconds < 0 { return "-" + duration(seconds: -seconds) }
        switch seconds {
        case 0: return "0 s"
        case ..<0.000_000_999_5: return fixed(seconds * 1e9, places: 0) + " ns"
        case ..<0.000_999_95: return fixed(seconds * 1e6, places: 1) + " µs"
        case ..<0.009_995: return fixed(seconds * 1e3, places: 2) + " ms"
        case ..<0.999_5: return fixed(seconds * 1e3, places: 0) + " ms"
        case ..<59.95: return fixed(seconds, places: 1) + " s"
        default: return duration(wholeSeconds: UInt64(seconds.rounded()))
        }
    }

    /// Without tenths below a minute, for a time that is only guessed.
    static func duration(wholeSeconds seconds: UInt64) -> String {
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        if minutes == 0 { return "\(seconds) s" }
        if hours == 0 { return "\(minutes) min \(twoDigits(seconds % 60)) s" }
        if days == 0 { return "\(hours) h \(twoDigits(minutes % 60)) min" }
        return "\(grouped(days)) d \(hours % 24) h"
    }

    private static func twoDigits(_ number: UInt64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
