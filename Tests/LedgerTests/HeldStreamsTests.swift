import EventLog
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import ReadModels

/// The states that a rebuild holds, against a dictionary that holds the same.
@Suite("Held streams") struct HeldStreamsTests {
    private func stream(_ id: Int64, touchedAt: Int64) -> HeldStream {
        let stream = HeldStream(
            FoldedStream(streamID: id, stream: .loan(Int(id)), flows: .builtIn))
        stream.touchedAt = touchedAt
        return stream
    }

    private func ids(_ streams: [HeldStream]) -> [Int64] { streams.map(\.folded.streamID) }

    @Test func `streams are found within the window, before it and not behind it`() {
        var held = HeldStreams(windowMax: 4)
        for id in [1, 2, 9, 8, 3, 40] as [Int64] { held.insert(stream(id, touchedAt: id)) }
        expectEqual(held.count, 6)
        for id in [1, 2, 3, 8, 9, 40] as [Int64] { expectEqual(held[id]?.folded.streamID, id) }
        for id in [4, 7, 10, 39, 41, 99] as [Int64] { expectNil(held[id]) }
        expectEqual(ids(held.takeAll()), [1, 2, 3, 8, 9, 40])
        expectTrue(held.count == 0 && held[40] == nil)
        held.insert(stream(5, touchedAt: 1))
        expectEqual(held[5]?.folded.streamID, 5)
    }

    @Test func `streams of the greatest numbers are held like others`() {
        var held = HeldStreams(windowMax: 4)
        let numbers = [1] + [106, 103, 101, 100].map { Int64.max - $0 }
        for id in numbers { held.insert(stream(id, touchedAt: 1)) }
        for id in numbers { expectEqual(held[id]?.folded.streamID, id) }
        expectEqual(ids(held.takeAll()), numbers)
    }

    @Test func `those touched longest ago are given up, in the order of their integers`() {
        var held = HeldStreams(windowMax: 8)
        for id in 1...16 as ClosedRange<Int64> {
            held.insert(stream(id, touchedAt: id % 4 == 0 ? id : 100 + id))
        }
        expectEqual(ids(held.takeLeastRecent(oneIn: 4)), [4, 8, 12, 16])
        expectEqual(held.count, 12)
        expectEqual(ids(held.takeLeastRecent(oneIn: 12)), [1])
    }

    @Test func `one stream can be given up`() {
        var held = HeldStreams(windowMax: 8)
        held.insert(stream(3, touchedAt: 7))
        expectEqual(ids(held.takeLeastRecent(oneIn: 8)), [3])
        expectTrue(held.takeLeastRecent(oneIn: 8).isEmpty)
    }

    @Test func `whatever comes and goes, all that came and did not go is held`() {
        var random = SeededRandom.announced("HeldStreams")
        var held = HeldStreams(windowMax: 16)
        var expected: [Int64: Int64] = [:]
        for touch in 1...3000 as ClosedRange<Int64> {
            let id = touch / 3 + Int64(random.next(60))
            if let known = held[id] {
                expectEqual(expected[id], known.touchedAt)
                known.touchedAt = touch
            } else {
                expectNil(expected[id])
                held.insert(stream(id, touchedAt: touch))
            }
            expected[id] = touch
            if held.count > 40 {
                let taken = held.takeLeastRecent(oneIn: 1 + random.next(8))
                expectTrue(!taken.isEmpty && ids(taken) == ids(taken).sorted())
                for stream in taken { expected[stream.folded.streamID] = nil }
                let oldestLeft = expected.values.min() ?? .max
                expectTrue(taken.allSatisfy { $0.touchedAt < oldestLeft })
            }
            expectEqual(held.count, expected.count)
        }
    }

    /// The provider's reports have the provider's times, and whole seconds at that.
    @Test func `a stream's time does not go back, and begins before 1970 too`() {
        var folded = FoldedStream(streamID: 7, stream: .loan(7), flows: .builtIn)
        let past = Timestamp(milliseconds: -1000)
        folded.advance(to: 1, at: past)
        expectEqual(folded.updatedAt, past)
        folded.advance(to: 2, at: noon)
        folded.advance(to: 3, at: past)
        expectTrue(folded.version == 3 && folded.updatedAt == noon)
    }

    @Test func `an encoded row has the bytes and the digest of the row that readers get`() {
        var folded = FoldedStream(streamID: 7, stream: .loan(7), flows: .builtIn)
        (folded.version, folded.updatedAt) = (12, noon)
        var rows = EncodedRows(rowsExpected: 2)
        rows.append(&folded)
        rows.append(&folded)
        var nobody = FoldedStream(
            streamID: 8, stream: StreamID(category: "webhook", id: "1"), flows: .builtIn)
        rows.append(&nobody)
        expectEqual(rows.rows.count, 2)
        var json = JSONWriter()
        let row = folded.row(&json)
        let bytes = unsafe rows.withBytes { unsafe [UInt8]($0) }
        func text(_ range: Range<Int>?) -> String? {
            range.map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        for encoded in rows.rows {
            expectTrue(text(encoded.name) == row.name && text(encoded.flow) == row.flow)
            expectTrue(text(encoded.stage) == row.stage && text(encoded.status) == row.status)
            expectEqual(text(encoded.search), row.search)
            expectEqual(Array(bytes[encoded.state]), row.state)
            unsafe expectEqual(rows.withBytes { unsafe encoded.digest($0) }, row.digest)
            expectTrue(encoded.version == 12 && encoded.updatedAt == noon)
        }
    }
}
