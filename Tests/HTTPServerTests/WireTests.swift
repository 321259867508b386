import TestSupport
import Testing

@testable import HTTPServer

struct WireTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func `dates look as RFC 9110 has them`(_ seconds: Int, _ text: String) {
        expectEqual(
            String(decoding: HTTPDate.bytes(secondsSince1970: seconds), as: UTF8.self), text)
    }

    @Test func `deadlines come due in order`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        var queue = DeadlineQueue()
        var times: [UInt64] = []
        for _ in 0..<500 {
            let time = UInt64.random(in: 0..<1_000, using: &random)
            times.append(time)
            queue.insert(EpollToken(number: time), at: time)
        }
        var due: [UInt64] = []
        while let (time, _) = queue.popDue(at: 500) { due.append(time) }
        expectEqual(due, times.filter { $0 <= 500 }.sorted(), "seed \(seed)")
        expectEqual(queue.next, times.filter { $0 > 500 }.min(), "seed \(seed)")
    }

    @Test func `a large answer that is sent in pieces is moved about once, and then let go`() {
        var output = OutputBuffer()
        let size = 16 << 20
        output.write { $0 = [UInt8](repeating: 7, count: size) }
        var moved = 0
        while !output.isEmpty {
            output.sent(min(100_000, output.count))
            if output.sentCount == 0 { moved += output.count }
            expectTrue(output.sentCount <= max(1 << 20, output.count + 1))
        }
        expectTrue(moved <= size)
        expectEqual(output.bytes.capacity, 0)
    }

    @Test func `token characters are those of RFC 9110`() {
        let others = Set("!#$%&'*+-.^_`|~".utf8)
        for byte in UInt8.min ... .max {
            let character = Character(UnicodeScalar(byte))
            let isToken =
                others.contains(byte) || byte < 128 && (character.isLetter || character.isNumber)
            expectEqual(ByteClass.isToken(byte), isToken, "\(byte)")
        }
    }

    @Test func `an event of several lines names each of them`() {
        let event = HTTPServerSentEvent(id: "7", name: "tick", data: "a\nb\r\nc\rd")
        expectEqual(
            String(decoding: event.encoded, as: UTF8.self),
            "id: 7\nevent: tick\ndata: a\ndata: b\ndata: c\ndata: d\n\n")
    }

    @Test func `an event without name or id is its data`() {
        let event = HTTPServerSentEvent(data: "")
        expectEqual(String(decoding: event.encoded, as: UTF8.self), "data: \n\n")
    }

    @Test func `refusals have distinct codes, sentences and client or server statuses`() {
        let refusals: [HTTPRefusal] =
            HTTPMalformation.allCases.map(HTTPRefusal.malformed) + [
                .methodNotAllowed(allow: [.get]), .notFound, .requestTimeout, .contentTooLarge,
                .uriTooLong, .expectationFailed, .headerFieldsTooLarge, .notImplemented,
                .unsupportedTransferCoding, .versionNotSupported, .overloaded,
            ]
        expectEqual(Set(refusals.map(\.code)).count, refusals.count)
        expectEqual(Set(refusals.map(\.explanation)).count, refusals.count)
        expectTrue(refusals.allSatisfy { (400...505).contains($0.status) })
        expectTrue(refusals.allSatisfy { $0.explanation.hasSuffix(".") })
    }
}
