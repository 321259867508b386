import OnboardingLedger
import TestSupport
import Testing

struct FormEncodingTests {
    @Test(arguments: [
        ("AZaz09-._~", "AZaz09-._~"), ("a b+c", "a%20b%2Bc"), ("x=1&y=2", "x%3D1%26y%3D2"),
        ("é€𝄞", "%C3%A9%E2%82%AC%F0%9D%84%9E"), ("/?#%", "%2F%3F%23%25"),
        ("!*'(),;:@$[]", "%21%2A%27%28%29%2C%3B%3A%40%24%5B%5D"),
        ("\0\n\u{7F}", "%00%0A%7F"), ("e\u{301}", "e%CC%81"), ("", ""),
    ])
    func `all but letters, digits and four marks is encoded`(text: String, encoded: String) {
        expectEqual(FormEncoding.encode(text), encoded)
    }

    @Test func `pairs are joined in their order`() {
        let form = [(name: "b c", value: "1&2"), (name: "a", value: ""), (name: "a", value: "é")]
        expectEqual(FormEncoding.encode(form), "b%20c=1%262&a=&a=%C3%A9")
    }
}
