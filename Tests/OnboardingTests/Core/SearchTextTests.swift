import TestSupport
import Testing

@testable import Onboarding

struct SearchTextTests {
    @Test(arguments: [
        (["Ada@Example.com", "Ada", "Lovelace"], "ada@example.com ada lovelace"),
        (["A", nil, "", "Z"], "a z"), ([nil, ""], ""), ([], ""), (["[@`{"], "[@`{"),
        (["ÉCOLE", "Ørsted", "x"], "école ørsted x"), (["Ada", "Şahin"], "ada şahin"),
    ])
    func `parts are joined in lower case`(parts: [String?], text: String) {
        expectEqual(SearchText.join(parts), text)
    }

    @Test func `a state is small enough to be moved about`() {
        expectTrue(MemoryLayout<SubjectState>.size <= 512)
    }
}
