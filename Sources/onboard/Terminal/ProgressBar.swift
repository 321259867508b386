/// How far a long piece of work has come, as one line of text at a given time.
///
/// Pure: clock readings are parameters, in nanoseconds of any clock that never goes back.
struct ProgressBar: Sendable {
    /// What is being done and counted: `importing`, `imported`, `rows`.
    struct Wording: Sendable {
        var doing: String
        var done: String
        var unit: String
    }

    /// Ten drawings a second are smooth to the eye and cost nothing.
    static let redrawNanosecondsMin: UInt64 = 100_000_000
    /// The rate forgets what happened much longer ago than this.
    private static let memorySeconds = 5.0

    private let wording: Wording
    private let total: Int?
    private let startedAt: UInt64
    /// Nil before the first drawing.
    private var drawnAt: UInt64?
    private var measuredAt: UInt64
    private var measuredDone = 0
    /// Units a second, smoothed over some seconds; nil until something was measured.
    private var ratePerSecond: Double?

    /// - Parameter total: nil when nobody knows how much there is: then there is no bar, only a
    ///   count.
    init(_ wording: Wording, total: Int?, startedAt: UInt64) {
        (self.wording, self.total) = (wording, total)
        (self.startedAt, measuredAt) = (startedAt, startedAt)
    }

    /// The line to draw now, or nil when the last one is less than a tenth of a second old.
    mutating func line(done: Int, at now: UInt64, _ rendition: Rendition) -> StyledText? {
        if let drawnAt, now < drawnAt &+ Self.redrawNanosecondsMin { return nil }
        drawnAt = now
        measure(done: done, at: now)
        return fitted(parts(done: done), rendition)
    }

    /// The line that stays when the work has ended.
    func summary(done: Int, at now: UInt64) -> StyledText {
        let seconds = seconds(from: startedAt, to: now)
        var text = "\(wording.done) \(Quantity.grouped(done)) \(wording.unit) in "
        text += Quantity.duration(seconds: seconds)
        // A rate over less than a millisecond says more about the clock than about the work.
        if done > 0, seconds >= 0.001 { text += " (\(Quantity.rate(Double(done) / seconds)))" }
        return StyledText(text)
    }

    /// 0 for a clock that went back.
    private func seconds(from start: UInt64, to end: UInt64) -> Double {
        end > start ? Double(end - start) / 1e9 : 0
    }

    /// The mean since the start for the first seconds, then one that forgets what is long ago.
    private mutating func measure(done: Int, at now: UInt64) {
        let elapsed = seconds(from: measuredAt, to: now)
        guard elapsed > 0 else { return }
        let seen = max(Double(done - measuredDone), 0) / elapsed
        let remembered = min(seconds(from: startedAt, to: now), Self.memorySeconds)
        let rate = ratePerSecond ?? seen
        ratePerSecond = rate + (seen - rate) * min(elapsed / remembered, 1)
        (measuredAt, measuredDone) = (now, done)
    }

    /// From 0 to 1; nothing to do is all done. Nil when nobody knows how much there is.
    private func fraction(done: Int) -> Double? {
        guard let total else { return nil }
        return total > 0 ? Bar.fraction(Double(done), of: Double(total)) : 1
    }

    /// What follows the bar, most important first; a narrow terminal leaves out the last ones.
    private func parts(done: Int) -> Parts {
        let counted = Quantity.grouped(done)
        var texts: [String] = []
        let fraction = fraction(done: done)
        if let total, let fraction {
            texts.append("\(Int((fraction * 100).rounded(.down))) %")
            texts.append("\(counted) of \(Quantity.grouped(total)) \(wording.unit)")
        } else {
            texts.append("\(counted) \(wording.unit)")
        }
        if let ratePerSecond {
            if let left = secondsLeft(done: done, rate: ratePerSecond) {
                texts.insert(Quantity.duration(wholeSeconds: left) + " left", at: 1)
            }
            texts.append(Quantity.rate(ratePerSecond))
        }
        return Parts(fraction: fraction, texts: texts)
    }

    /// Nil when nothing is left, nothing moves, or it would be longer than thirty years.
    private func secondsLeft(done: Int, rate: Double) -> UInt64? {
        guard let total, total > done, rate > 0 else { return nil }
        let seconds = (Double(total - done) / rate).rounded(.up)
        return seconds < 1e9 ? UInt64(seconds) : nil
    }

    /// What a line may say; texts are left out from the end.
    private struct Parts {
        var fraction: Double?
        var texts: [String]

        func width(_ count: Int) -> Int {
            texts.prefix(count).reduce(0) { $0 + $1.displayWidth + TableLayout.gap.utf8.count }
        }
    }

    /// One column is left free: writing into the last one makes some terminals wrap.
    private func fitted(_ parts: Parts, _ rendition: Rendition) -> StyledText {
        let limit = max((rendition.width ?? 80) - 1, 0)
        var line = StyledText(wording.doing, .strong)
        let left = limit - line.displayWidth
        let count = (0...parts.texts.count).last { parts.width($0) <= left } ?? 0
        if let fraction = parts.fraction {
            let width = min(left - parts.width(count) - TableLayout.gap.utf8.count, 30)
            if width >= 5 { line += bar(fraction, width, rendition) }
        }
        for text in parts.texts.prefix(count) { line.append(TableLayout.gap + text) }
        return line.truncated(to: limit, ellipsis: rendition.ellipsis)
    }

    /// What is not done yet is dotted.
    private func bar(_ fraction: Double, _ width: Int, _ rendition: Rendition) -> StyledText {
        let filled = Bar.text(fraction, width: width, usesUnicode: rendition.usesUnicode)
        let rest = String(repeating: "·", count: width - filled.displayWidth)
        let shown = StyledText(TableLayout.gap) + StyledText(filled, .accent)
        return (shown + StyledText(rest, .muted)).visible(usesUnicode: rendition.usesUnicode)
    }
}
