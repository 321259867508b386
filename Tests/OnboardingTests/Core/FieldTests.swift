import TestSupport
import Testing

@testable import Onboarding

/// The rules of single fields (K1 to K6).
struct FieldTests {
    @Test(arguments: [
        "ada@example.com", "a@b.co", "first.last+tag@sub.example.org", "o'brien@example.ie",
        "ünï@bücher.example", "a_b-c@ex-ample.com", "x@1and1.de",
    ])
    func `an address with a local part and a domain is an email`(text: String) {
        expectEqual(EmailAddress.validated(text), text)
    }

    @Test func `an email is trimmed and lower-cased`() {
        expectEqual(EmailAddress.validated(" \tAda@Example.COM\n"), "ada@example.com")
        expectEqual(EmailAddress.normalized(" ADA@EXAMPLE.COM "), "ada@example.com")
        expectEqual(EmailAddress.localPart(of: "ada@example.com"), "ada")
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
        expectNil(EmailAddress.validated(text))
    }

    @Test func `the longest email has 254 bytes`() {
        let longest =
            String(repeating: "a", count: 64) + "@" + String(repeating: "bbbbbbbb.", count: 20)
            + "cccccc.io"
        expectEqual(longest.utf8.count, 254)
        expectEqual(EmailAddress.validated(longest), longest)
        expectNil(EmailAddress.validated(longest + "x"))
    }

    @Test(arguments: [
        ("Ada", "Ada"), ("  Ada  ", "Ada"), ("Jean-Luc", "Jean-Luc"), ("O'Brien", "O'Brien"),
        ("D’Arcy", "D’Arcy"), ("Mary Ann Jr.", "Mary Ann Jr."), ("Zoë", "Zoë"), ("李", "李"),
        ("Nguyễn", "Nguyễn"), ("مريم", "مريم"), ("E\u{0301}va", "E\u{0301}va"),
    ])
    func `names have letters, marks, spaces, apostrophes, hyphens and dots`(
        text: String, name: String
    ) {
        expectEqual(Fields.personName(text), name)
    }

    @Test(arguments: [
        "", "   ", "Ada1", "Ada\u{0}", "Ada\nLovelace", "<b>", "Ada;", "a@b", "🚀", "--", "...",
        "Ada\tL", String(repeating: "a", count: 101),
        "e" + String(repeating: "\u{301}", count: 100),
    ])
    func `anything else is no name`(text: String) {
        expectNil(Fields.personName(text))
    }

    @Test func `a name may have 100 characters`() {
        let name = String(repeating: "é", count: 100)
        expectEqual(Fields.personName(name), name)
    }

    @Test func `a code has six ASCII digits`() {
        expectEqual(Fields.verificationCode("012345"), "012345")
        for text in ["12345", "1234567", "12345a", " 12345", "１２３４５６", "+12345", ""] {
            expectNil(Fields.verificationCode(text), "\(text)")
        }
    }

    @Test func `a password has eight characters or more`() {
        expectEqual(Fields.password("12345678"), "12345678")
        expectEqual(Fields.password("pässwörd"), "pässwörd")
        expectNil(Fields.password("1234567"))
        expectNil(Fields.password("1234\u{0}5678"))
        expectNotNil(Fields.password(String(repeating: "x", count: 511)))
        expectNil(Fields.password(String(repeating: "x", count: 512)))
        // 510 bytes as they were typed, more when composed.
        let growing = String(repeating: "\u{958}", count: 170)
        expectTrue(growing.utf8.count == 510 && Fields.password(growing) == nil)
    }

    @Test func `a business has a name of up to 255 characters`() {
        expectEqual(Fields.businessName("  Analytical Engines & Co. "), "Analytical Engines & Co.")
        expectNil(Fields.businessName(" "))
        expectNil(Fields.businessName("a\u{7}b"))
        expectNotNil(Fields.businessName(String(repeating: "x", count: 255)))
        expectNil(Fields.businessName(String(repeating: "x", count: 256)))
        expectNil(Fields.businessName("x" + String(repeating: "\u{301}", count: 255)))
        for text in ["a\tb", "a\nb", "a\r\nb"] { expectNil(Fields.businessName(text)) }
    }

    @Test func `a reason says something, and nothing to a terminal`() {
        expectEqual(Fields.reason(" Asked for it:\nby letter. "), "Asked for it:\nby letter.")
        expectNotNil(Fields.reason(String(repeating: "x", count: 500)))
        expectEqual(Fields.reason("as asked:\r\n\tby letter"), "as asked:\r\n\tby letter")
        let long = String(repeating: "x", count: 501)
        let marks = "x" + String(repeating: "\u{301}", count: 500)
        for text in ["", " \n ", "a\u{7}", "\u{1B}[31mred", "a\u{9B}b", "a\rb", long, marks] {
            expectNil(Fields.reason(text), "\(text)")
        }
    }

    @Test func `a descriptor has 3 to 20 of a-z, 0-9 and the hyphen`() {
        for text in ["abc", "a-1", "abcdefghij0123456789"] {
            expectEqual(Fields.descriptor(text), text)
        }
        for text in ["ab", "Abc", "a_b", "a b", "äbc", "abcdefghij01234567890", ""] {
            expectNil(Fields.descriptor(text), "\(text)")
        }
    }

    @Test func `a country is an assigned code, upper-cased on the way in`() {
        expectEqual(Fields.country("gb"), "GB")
        expectEqual(Fields.country("NL"), "NL")
        for text in ["UK", "XX", "EU", "ZZ", "AN", "G", "GBR", "ß", "", "1A", "XK"] {
            expectNil(Fields.country(text), "\(text)")
        }
        expectEqual(ISOCodes.countries.count, 249)
    }

    @Test func `a currency is active money, upper-cased on the way in`() {
        expectEqual(Fields.currency("gbp"), "GBP")
        expectEqual(Fields.currency("JPY"), "JPY")
        for text in ["DEM", "XXX", "XAU", "XTS", "HRK", "US", "USDT", "", "£££"] {
            expectNil(Fields.currency(text), "\(text)")
        }
        expectTrue(ISOCodes.currencies.allSatisfy { $0.utf8.count == 3 })
    }

    @Test(arguments: [
        ("https://app.example/a?b=c#d", "https://app.example"),
        ("http://localhost:8080/x", "http://localhost:8080"),
        ("HTTPS://App.Example:443", "https://app.example"),
        ("http://a.b:80?x", "http://a.b"), ("https://127.0.0.1:1/", "https://127.0.0.1:1"),
    ])
    func `an absolute web address has an origin`(text: String, origin: String) {
        expectEqual(WebURL(text)?.origin, origin)
        expectEqual(WebURL(text)?.text, text)
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
        expectNil(WebURL(text))
    }

    @Test func `plans are found by descriptor, id and price`() {
        let catalogue = PlanCatalogue([
            starter, Plan(descriptor: "pro", name: "Pro", isPaid: true, stripePriceID: "price_1"),
        ])
        expectEqual(catalogue.plan(descriptor: "starter"), starter)
        expectEqual(catalogue.plan(id: "plan_pro")?.name, "Pro")
        expectEqual(catalogue.plan(stripePriceID: "price_1")?.descriptor, "pro")
        expectNil(catalogue.plan(descriptor: "gold"))
        expectEqual(
            PlanCatalogue.dev.plans.map(\.descriptor),
            [
                "starter", "professional", "individual", "family",
            ])
    }
}
