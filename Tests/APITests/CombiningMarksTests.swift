import JSON
import TestSupport
import Testing

@testable import API

/// Letters with marks without end, which texts compare in the square of their number.
struct CombiningMarksTests {
    /// One letter with so many marks of two classes, whose order has to be found.
    private static func letter(_ count: Int) -> String {
        "a" + String(repeating: "\u{301}\u{316}", count: count / 2)
    }

    private static func escaped(_ text: String) -> String {
        text.utf16.map { unit in
            let hex = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }.joined()
    }

    private func isTaken(_ json: String) -> Bool {
        (try? CombiningMarks.check(Array(json.utf8))) != nil
    }

    @Test func `as many marks as anybody wants are taken, and no more, escaped or not`() {
        let most = CombiningMarks.inARowMax
        for form in [{ $0 }, Self.escaped] {
            expectTrue(isTaken("\"\(form(Self.letter(most)))\""))
            expectTrue(isTaken("\"\(form(Self.letter(most) + Self.letter(most)))\""))
            expectFalse(isTaken("\"\(form(Self.letter(most + 2)))\""))
            // A mark beyond the first plane: two halves when it is escaped.
            let far = String(repeating: "\u{1D165}", count: most)
            expectTrue(isTaken("\"\(form(far))\""))
            expectFalse(isTaken("\"\(form(far + "\u{301}"))\""))
        }
        expectFalse(isTaken("\"\(Self.letter(most))\\u0301\""))
    }

    @Test(arguments: [
        "\\\\u0301", "\\n", "\\u", "\\uZZZZ", "\\ud800", "\\ud800\\u0041", "\u{7f}", "漢",
        "\u{1F600}",
    ])
    func `whatever is no mark ends a run, well-formed or not`(part: String) {
        let run = Self.letter(CombiningMarks.inARowMax)
        let marks = String(String.UnicodeScalarView(run.unicodeScalars.dropFirst()))
        expectTrue(isTaken("\"\(run)\(part)\(marks)\""))
    }

    @Test func `bytes that are no text are left to the scanner`() {
        for bytes: [UInt8] in [[0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F], [0xFF, 0xCC], [0x5C]] {
            expectNotNil((try? CombiningMarks.check(bytes)))
        }
    }

    @Test(arguments: ["name", "value", "email", "password"])
    func `a request with letters without end is refused at once`(place: String) async throws {
        let many = Self.letter(4000)
        let body =
            switch place {
            case "name": "{\"\(many)\":1}"
            case "email": "{\"email\":\"\(many)@b.cc\",\"planDescriptor\":\"starter\"}"
            case "password": "{\"email\":\"a@b.cc\",\"password\":\"\(many)\"}"
            default: "{\"x\":[{\"y\":\"\(many)\"}]}"
            }
        try await TestAPI.run { api in
            let path = place == "password" ? "/v1/auth/login" : "/v1/onboarding/start"
            let answer = try await api.ask(
                "POST \(path)\nContent-Type: application/json\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectTrue(answer.text.contains("128 combining marks"))
            let patch = try await api.ask(
                "PATCH /api/user/profile\nContent-Type: application/json\n\(api.member("ada"))"
                    + "\n\n\(body)")
            expectEqual(patch.refusal, "400 request.invalid_body")
            try await expectEqual(api.eventCount, 0)
        }
    }
}
