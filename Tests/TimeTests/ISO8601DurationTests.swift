import TestSupport
import Testing
import Time

@Suite("ISO 8601 duration") struct ISO8601DurationTests {
    @Test(arguments: [
        ("PT30M", 1800), ("P7D", 604_800), ("P1DT12H", 129_600), ("P2W", 1_209_600), ("PT0S", 0),
        ("P1W2DT3H4M5S", 788_645), ("PT36H", 129_600),
    ])
    func `weeks to seconds are read`(text: String, seconds: Int64) {
        expectEqual(ISO8601Duration(text)?.milliseconds, seconds * 1000)
    }

    @Test(arguments: [
        "", "P", "PT", "P1DT", "7D", "P1Y", "P1M", "PT1D", "P1H", "PT1M1H", "P1D1D", "P-1D",
        "PT1.5S",
        "p1d", "P1D ", "PT1H1H", "P9999999999D", "P36601D", "PTT1H", "P1D1W",
    ])
    func `anything else is refused`(text: String) {
        expectNil(ISO8601Duration(text))
    }

    @Test(arguments: ["PT0S", "PT1S", "PT59M", "PT1H", "P1D", "P1DT1H1M1S", "P7DT5S"])
    func `the shortest form is written`(text: String) {
        expectEqual(ISO8601Duration(text)?.text, text)
    }

    @Test func `every duration reads back as it was written`() {
        for seconds in stride(from: Int64(0), through: 900_000, by: 977) {
            let duration = ISO8601Duration(milliseconds: seconds * 1000)
            expectEqual(ISO8601Duration(duration.text), duration)
        }
    }
}
