import Testing

@testable import Onboarding

/// The rules of single fields (K1 to K6).
struct FieldTests {
    @Test(arguments: [
        "ada@example.com", "a@b.co", "first.last+tag@sub.example.org", "o'brien@example.ie",
        "ünï@bücher.example", "a_b-c@ex-ample.com", "x@1and1.de",
    ])
    func `an address with a local part and a domain is an email`(text: String) {
        #expect(EmailAddress.validated(text) == text)
    }

    @Test func `an email is trimmed and lower-cased`() {
        #expect(EmailAddress.validated(" \tAda@Example.COM\n") == "ada@example.com")
        #expect(EmailAddress.normalized(" ADA@EXAMPLE.COM ") == "ada@example.com")
        #expect(EmailAddress.localPart(of: "ada@example.com") == "ada")
    }

    @Test(arguments: [
        "", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com", "a@b@example.com",
        "ada lovelace@example.com", "ada@exam ple.com", ".ada@example.com", "ada.@example.com",
        "a..b@example.com", "ada@.example.com", "ada@example.com.", "ada@example..com",
        "ada@-example.com", "ada@example-.com", "ada@exa_mple.com", "ada@127.0.0.1",
        "\"ada\"@example.com", "ada<x>@example.com", "ada@[127.0.0.1]", "a\u{0}b@example.com",
        "a\u{200B}b@example.com", "ada@example.com, eve@example.com",
        String(repeating: "a", count: 65) + "@example.com",
        "a@" + String(repeating: "b", count: 64) + ".com",
        "a@" + String(repeating: "bbbbbbbbb.", count: 25) + "com",
    ])
    func `anything else is no email`(text: String) {
        #expect(EmailAddress.validated(text) == nil)
    }

    @Test func `the longest email has 254 bytes`() {
        let longest =
            String(repeating: "a", count: 64) + "@" + String(repeating: "bbbbbbbb.", count: 20)
            + "cccccc.io"
        #expect(longest.utf8.count == 254)
        #expect(EmailAddress.validated(longest) == longest)
        #expect(EmailAddress.validated(longest + "x") == nil)
    }

    @Test(arguments: [
        ("Ada", "Ada"), ("  Ada  ", "Ada"), ("Jean-Luc", "Jean-Luc"), ("O'Brien", "O'Brien"),
        ("D’Arcy", "D’Arcy"), ("Mary Ann Jr.", "Mary Ann Jr."), ("Zoë", "Zoë"), ("李", "李"),
        ("Nguyễn", "Nguyễn"), ("مريم", "مريم"), ("E\u{0301}va", "E\u{0301}va"),
    ])
    func `names have letters, marks, spaces, apostrophes, hyphens and dots`(
        text: String, name: String
    ) {
        #expect(Fields.personName(text) == name)
    }

    @Test(arguments: [
        "", "   ", "Ada1", "Ada\u{0}", "Ada\nLovelace", "<b>", "Ada;", "a@b", "🚀", "--", "...",
        "Ada\tL", String(repeating: "a", count: 101),
        "e" + String(repeating: "\u{301}", count: 100),
    ])
    func `anything else is no name`(text: String) {
        #expect(Fields.personName(text) == nil)
    }

    @Test func `a name may have 100 characters`() {
        let name = String(repeating: "é", count: 100)
        #expect(Fields.personName(name) == name)
    }

    @Test func `a code has six ASCII digits`() {
        #expect(Fields.verificationCode("012345") == "012345")
        for text in ["12345", "1234567", "12345a", " 12345", "１２３４５６", "+12345", ""] {
            #expect(Fields.verificationCode(text) == nil, "\(text)")
        }
    }

    @Test func `a password has eight characters or more`() {
        #expect(Fields.password("12345678") == "12345678")
        #expect(Fields.password("pässwörd") == "pässwörd")
        #expect(Fields.password("1234567") == nil)
        #expect(Fields.password("1234\u{0}5678") == nil)
        #expect(Fields.password(String(repeating: "x", count: 511)) != nil)
        #expect(Fields.password(String(repeating: "x", count: 512)) == nil)
        // 510 bytes as they were typed, more when composed.
        let growing = String(repeating: "\u{958}", count: 170)
        #expect(growing.utf8.count == 510 && Fields.password(growing) == nil)
    }

    @Test func `a business has a name of up to 255 characters`() {
        #expect(Fields.businessName("  Analytical Engines & Co. ") == "Analytical Engines & Co.")
        #expect(Fields.businessName(" ") == nil)
        #expect(Fields.businessName("a\u{7}b") == nil)
        #expect(Fields.businessName(String(repeating: "x", count: 255)) != nil)
        #expect(Fields.businessName(String(repeating: "x", count: 256)) == nil)
        #expect(Fields.businessName("x" + String(repeating: "\u{301}", count: 255)) == nil)
        for text in ["a\tb", "a\nb", "a\r\nb"] { #expect(Fields.businessName(text) == nil) }
    }

    @Test func `a reason says something, and nothing to a terminal`() {
        #expect(Fields.reason(" Asked for it:\nby letter. ") == "Asked for it:\nby letter.")
        #expect(Fields.reason(String(repeating: "x", count: 500)) != nil)
        #expect(Fields.reason("as asked:\r\n\tby letter") == "as asked:\r\n\tby letter")
        let long = String(repeating: "x", count: 501)
        let marks = "x" + String(repeating: "\u{301}", count: 500)
        for text in ["", " \n ", "a\u{7}", "\u{1B}[31mred", "a\u{9B}b", "a\rb", long, marks] {
            #expect(Fields.reason(text) == nil, "\(text)")
        }
    }

    @Test func `a descriptor has 3 to 20 of a-z, 0-9 and the hyphen`() {
        for text in ["abc", "a-1", "abcdefghij0123456789"] {
            #expect(Fields.descriptor(text) == text)
        }
        for text in ["ab", "Abc", "a_b", "a b", "äbc", "abcdefghij01234567890", ""] {
            #expect(Fields.descriptor(text) == nil, "\(text)")
        }
    }

    @Test func `a country is an assigned code, upper-cased on the way in`() {
        #expect(Fields.country("gb") == "GB")
        #expect(Fields.country("NL") == "NL")
        for text in ["UK", "XX", "EU", "ZZ", "AN", "G", "GBR", "ß", "", "1A", "XK"] {
            #expect(Fields.country(text) == nil, "\(text)")
        }
        #expect(ISOCodes.countries.count == 249)
    }

    @Test func `a currency is active money, upper-cased on the way in`() {
        #expect(Fields.currency("gbp") == "GBP")
        #expect(Fields.currency("JPY") == "JPY")
        for text in ["DEM", "XXX", "XAU", "XTS", "HRK", "US", "USDT", "", "£££"] {
            #expect(Fields.currency(text) == nil, "\(text)")
        }
        #expect(ISOCodes.currencies.allSatisfy { $0.utf8.count == 3 })
    }

    @Test(arguments: [
        ("https://app.example/a?b=c#d", "https://app.example"),
        ("http://localhost:8080/x", "http://localhost:8080"),
        ("HTTPS://App.Example:443", "https://app.example"),
        ("http://a.b:80?x", "http://a.b"), ("https://127.0.0.1:1/", "https://127.0.0.1:1"),
    ])
    func `an absolute web address has an origin`(text: String, origin: String) {
        #expect(WebURL(text)?.origin == origin)
        #expect(WebURL(text)?.text == text)
    }

    @Test(arguments: [
        "", "/x", "//app.example/x", "app.example", "ftp://app.example", "javascript://x",
        "https://", "https:///x", "https:/app.example", "https://a b.example",
        "https://user@app.example", "https://user:pw@app.example", "https://app.example:0",
        "https://app.example:65536", "https://app.example:x", "https://app.example:",
        "https://app..example", "https://app.example\\@evil.example", "https://ex\u{E4}mple.com",
        "https://app.example/\n", "https://[::1]/",
    ])
    func `anything else is no web address`(text: String) {
        #expect(WebURL(text) == nil)
    }

    @Test func `plans are found by descriptor, id and price`() {
        let catalogue = PlanCatalogue([
            starter, Plan(descriptor: "pro", name: "Pro", isPaid: true, stripePriceID: "price_1"),
        ])
        #expect(catalogue.plan(descriptor: "starter") == starter)
        #expect(catalogue.plan(id: "plan_pro")?.name == "Pro")
        #expect(catalogue.plan(stripePriceID: "price_1")?.descriptor == "pro")
        #expect(catalogue.plan(descriptor: "gold") == nil)
        #expect(
            PlanCatalogue.dev.plans.map(\.descriptor) == [
                "starter", "professional", "individual", "family",
            ])
    }
}
