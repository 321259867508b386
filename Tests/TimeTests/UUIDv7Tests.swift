import TestSupport
import Testing
import Time

@Suite("UUIDv7") struct UUIDv7Tests {
    /// The example of RFC 9562 appendix A.6.
    private let example = UUIDv7(
        at: Timestamp(milliseconds: 0x017F_22E2_79B0), random: (0xCC3, 0x18C4_DC0C_0C07_398F))

    @Test func `RFC 9562's example is made`() {
        expectEqual(example.text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test func `text and bytes stand for each other`() {
        expectEqual(UUIDv7(example.text), example)
        expectEqual(UUIDv7(bytes: example.bytes), example)
        expectEqual(example.bytes.count, 16)
    }

    @Test(arguments: [
        "", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F", "017f22e279b07cc398c4dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
        "017f22e2--9b0-7cc3-98c4-dc0c0c07398f",
    ])
    func `any other spelling is refused`(text: String) {
        expectNil(UUIDv7(text))
    }

    @Test func `version and variant are set whatever the random bits are`() {
        for random: (UInt64, UInt64) in [(0, 0), (.max, .max)] {
            let text = UUIDv7(at: Timestamp(milliseconds: 1), random: random).text
            expectEqual(Array(text)[14], "7")
            expectTrue("89ab".contains(Array(text)[19]))
        }
    }

    @Test func `later identifiers sort behind, as values, bytes and text`() {
        let early = UUIDv7(at: Timestamp(milliseconds: 5), random: (.max, .max))
        let late = UUIDv7(at: Timestamp(milliseconds: 6), random: (0, 0))
        expectTrue(early < late && early.text < late.text)
        expectTrue(early.bytes.lexicographicallyPrecedes(late.bytes))
    }
}
