/// The states that a rebuild holds, by their streams' integers.
///
/// Streams are numbered as they begin and most end soon, so that nearly all held ones lie within a
/// window that moves along with the scan: finding one there costs a fifth of a dictionary's lookup.
struct HeldStreams {
    /// Window and elders together.
    private(set) var count = 0
    /// Nil for streams that are not held: those nobody lists, and those that were given up.
    private var window: [HeldStream?] = []
    /// The stream that the window's first place is for.
    private var firstID: Int64 = 1
    /// Those that began before the window.
    private var elders: [Int64: HeldStream] = [:]
    private let windowMax: Int

    /// - Parameter windowMax: places in the window, eight bytes each.
    init(windowMax: Int) { self.windowMax = windowMax }

    /// Nil for a stream that is not held, whether it was before or not.
    subscript(streamID: Int64) -> HeldStream? {
        let place = Int(streamID &- firstID)
        if place < 0 { return elders[streamID] }
        return place < window.count ? window[place] : nil
    }

    /// - Precondition: the stream is not held, and its number is at least 1.
    mutating func insert(_ stream: HeldStream) {
        count += 1
        let streamID = stream.folded.streamID
        if streamID - firstID >= Int64(windowMax) { moveWindow(toward: streamID) }
        let place = Int(streamID - firstID)
        if place < 0 {
            elders[streamID] = stream
            return
        }
        if place >= window.count {
            window.append(contentsOf: repeatElement(nil, count: place + 1 - window.count))
        }
        window[place] = stream
    }

    /// Moves the window along, so that `streamID` stands in its middle at most.
    private mutating func moveWindow(toward streamID: Int64) {
        let newFirst = streamID - Int64(windowMax / 2)
        let leaving = min(window.count, Int(newFirst - firstID))
        for case let stream? in window[..<leaving] { elders[stream.folded.streamID] = stream }
        window.removeFirst(leaving)
        firstID = newFirst
    }

    /// Gives up about one in `share`, those that were touched longest ago.
    mutating func takeLeastRecent(oneIn share: Int) -> [HeldStream] {
        let limit = touchLimit(oneIn: share)
        return take { $0.touchedAt <= limit }
    }

    /// Gives up all, at the end of a fold.
    mutating func takeAll() -> [HeldStream] { take { _ in true } }

    /// The touch that one in `share` lies at or before, by a sample of a thousand.
    private func touchLimit(oneIn share: Int) -> Int64 {
        let step = max(1, count / 1024)
        var sample: [Int64] = []
        var number = 0
        for stream in elders.values {
            if number % step == 0 { sample.append(stream.touchedAt) }
            number += 1
        }
        for case let stream? in window {
            if number % step == 0 { sample.append(stream.touchedAt) }
            number += 1
        }
        sample.sort()
        return sample.isEmpty ? .min : sample[(sample.count - 1) / share]
    }

    /// In the order of their integers: rows are then written to the file's end, not all over it.
    private mutating func take(_ isTaken: (HeldStream) -> Bool) -> [HeldStream] {
        var taken: [HeldStream] = []
        for streamID in elders.keys.sorted() {
            guard let stream = elders[streamID], isTaken(stream) else { continue }
            elders[streamID] = nil
            taken.append(stream)
        }
        for place in window.indices {
            guard let stream = window[place], isTaken(stream) else { continue }
            window[place] = nil
            taken.append(stream)
        }
        count -= taken.count
        let empty = window.firstIndex { $0 != nil } ?? window.count
        window.removeFirst(empty)
        firstID += Int64(empty)
        return taken
    }
}

/// A folded stream held by reference, so that passing it on or folding into it copies nothing.
/// Belongs to one thread at a time.
final class HeldStream {
    /// With all events of the open batch.
    var folded: FoldedStream
    /// Changed since its row was written.
    var isDirty = false
    /// Changed by a command that was dropped and let go: whoever needs it loads it anew.
    var isGone = false
    /// The command that changed it last, by the writer's count; -1 before any.
    var command = -1
    /// The position of the last event that a rebuild folded.
    var touchedAt: Int64 = 0

    init(_ folded: FoldedStream) { self.folded = folded }
}
