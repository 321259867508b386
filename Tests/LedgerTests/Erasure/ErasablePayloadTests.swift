import Digest
import Foundation
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// What an erasure takes out of an event (contract L14).
struct ErasablePayloadTests {
    private static let email = "ann@mail.co"
    private let words = PersonalWords(emails: [email])

    @Test(arguments: [
        "ann@mail.co", "Ann@Mail.CO", "Ask ann@mail.co.", "(ann@mail.co)", "<ann@mail.co>, Bob",
        "mailto:ann@mail.co", "mailto%3Aann%40mail.co", "/who?e=ann%40mail.co&x=1",
        "q=hi+ann%40mail.co",
        "https://ann@mail.co/path", "'ann@mail.co'", "…ann@mail.co…", "—ann@mail.co—",
        "-ann@mail.co-",
        "joann@mail.co and ann@mail.co", "ann@mail.co\nBob", "连络ann@mail.coです", "ANN%40MAIL.CO",
        #"{"payload":"hi\nann@mail.co"}"#, #"[{"e":"\u003cann\u0040mail.co\u003e"}]"#,
        #"{"ann@mail.co":1}"#, "%61nn%40mail.co",
    ])
    func `an email is found wherever it stands by itself`(text: String) {
        expectTrue(words.emailOccurs(in: text))
    }

    @Test(arguments: [
        "joann@mail.co", "jo.ann@mail.co", "jo-ann@mail.co", "jo_ann@mail.co", "jo+ann@mail.co",
        "o'ann@mail.co", "éann@mail.co", "x%2Eann%40mail.co", "1ann@mail.co", "ann@mail.com",
        "ann@mail.co.uk", "ann@mail.co-op.example", "ann@mail.community", "ann@mail", "mail.co", "",
    ])
    func `somebody else's longer email is not the person's`(text: String) {
        expectFalse(words.emailOccurs(in: text))
    }

    @Test(arguments: [
        ("jörg@mail.co", "JÖRG@MAIL.CO"), ("jörg@mail.co", "j%C3%B6rg%40mail.co"),
        ("ann+tag@mail.co", "/?e=ann%2Btag%40mail.co&x"), ("ann+tag@mail.co", "ann+tag@mail.co"),
    ])
    func `an email is found in any case and behind escapes`(email: String, text: String) {
        expectTrue(PersonalWords(emails: [email]).emailOccurs(in: text))
        let raw = JSONValue.string("{\"a\":\"\\n\(text)\"}").encoded
        unsafe expectTrue(
            raw.withUnsafeBytes {
                unsafe PersonalWords(emails: [email]).emailMayOccur(in: $0)
            })
    }

    @Test func `a name in any case goes from a reason, and what a business was called`() throws {
        var words = words
        let staged = try JSONValue(
            parsing: #"{"data":{"name":"Mohnstrudel Stube","descriptor":"mohn","country":"AT"}}"#)
        words.learn(from: event(.accessApproved, staged, ["lastName": "Kowalczyk"]))
        words.learn(ErasablePayload.erasableTexts(of: event(.businessStaged, staged, [:])))
        for text in ["KOWALCZYK called", "mohnstrudel stube closed", "Ask ann@mail.co"] {
            expectTrue(words.occur(in: text))
        }
        expectFalse(words.occur(in: "Asked for by mail"))
    }

    @Test func `within the person's own lists and objects goes what names them`() throws {
        let golden = try JSONValue(
            parsing: #"{"data":{"step":0,"stepName":"s","fields":{"a":["by ann@mail.co"],"b":2}}}"#)
        let left = payload.remains(ofOwn: event(.flowStepSaved, golden, [:]))
        let data = try JSONValue(parsing: left.data)
        expectEqual(data["fields"], ["a": ["erased"], "b": 2])
    }

    /// People may be called like anything that the program writes: `Open`, `Starter`, `Europe`.
    @Test(arguments: EventKind.allCases)
    func `a name that is a word of the program's takes nothing but free text`(kind: EventKind)
        throws
    {
        let golden = try Self.golden(kind)
        let data = try required(golden["data"]?.objectValue)
        let properties = try Self.file("Schemas/events", kind)["properties"]
        var words = PersonalWords(emails: [Self.email])
        for text in JSONValue.object(data).texts {
            words.learn(from: event(kind, golden, ["name": .string(text)]))
        }
        let left = ErasablePayload(words: words, attributes: ["profile": ["source"]])
            .remains(ofOwn: event(kind, golden, [:]))
        try read(kind, left)
        let rest = try required(try JSONValue(parsing: left.data).objectValue)
        for (name, value) in data
        where properties?[name]?["x-erasable"] != true && properties?[name]?["x-text"] != true {
            expectEqual(rest[name], value, "\(name)")
        }
    }

    @Test func `where a person pays goes with them, and what stands there is a URL`() throws {
        let golden = try Self.golden(.checkoutStarted)
        let left = payload.remains(ofOwn: event(.checkoutStarted, golden, [:]))
        let data = try JSONValue(parsing: left.data)
        expectEqual(data["checkoutUrl"], ErasablePayload.addressMark)
        expectEqual(data["checkoutSessionId"], golden["data"]?["checkoutSessionId"])
        let schema = JSONSchema(try Self.file("Schemas/events", .checkoutStarted))
        expectTrue(schema.problems(with: data).isEmpty)
    }

    @Test func `ids stay, whatever they hold, and attributes that are counted`() throws {
        let linked = try JSONValue(parsing: #"{"data":{"subject":"ann@mail.co"}}"#)
        expectEqual(
            payload.remains(ofOwn: event(.identityLinked, linked, [:])).data,
            linked["data"]?.encoded)
        expectEqual(
            payload.remains(ofOther: event(.identityLinked, linked, [:])).data,
            linked["data"]?.encoded)
        var words = words
        words.learn(from: event(.identityLinked, linked, ["name": "starter"]))
        let payload = ErasablePayload(words: words, attributes: ["profile": ["plan"]])
        let saved = try JSONValue(
            parsing:
                #"{"data":{"step":0,"name":"starter","fields":{"plan":"starter","note":"starter"}}}"#
        )
        let left = try JSONValue(
            parsing: payload.remains(ofOwn: event(.flowStepSaved, saved, [:])).data)
        expectEqual(left["name"], "starter")
        expectEqual(left["fields"], ["plan": "starter", "note": "erased"])
    }

    @Test(arguments: EventKind.allCases)
    func `what is left of an event that mentions the person is read by its codec`(
        kind: EventKind
    ) throws {
        let golden = try Self.golden(kind)
        guard let personal = golden["personal"]?.objectValue else { return }
        for (name, value) in personal where value.stringValue != nil {
            var mention = personal
            mention[name] = .string("Ask \(Self.email)")
            let left = payload.remains(ofOther: event(kind, golden, .object(mention)))
            if mention.contains("email"), name != "email" { expectNotNil(left.personal) }
            if let rest = left.personal {
                let rest = try JSONValue(parsing: rest)
                expectTrue(rest[name] == nil && rest.objectValue?.contains(name) == false)
            }
            try read(kind, left)
        }
    }

    @Test func `of a list only what names the person goes`() throws {
        let text = #"{"data":["ann@mail.co",{"a":"ann@mail.co","b":1},"joann@mail.co"]}"#
        let golden = try JSONValue(parsing: #"{"data":{"step":0}}"#)
        let left = payload.remains(
            ofOther: event(.stepSaved, golden, try JSONValue(parsing: text)))
        expectEqual(left.personal, Array(#"{"data":[{"b":1},"joann@mail.co"]}"#.utf8))
    }

    private var payload: ErasablePayload { ErasablePayload(words: words, attributes: [:]) }

    private static func golden(_ kind: EventKind) throws -> JSONValue {
        try file("Tests/OnboardingTests/Golden", kind)
    }

    /// A type's file in a folder of the repository.
    private static func file(_ folder: String, _ kind: EventKind) throws -> JSONValue {
        let name = "\(folder)/\(kind.rawValue).v\(kind.schemaVersion).json"
        return try JSONValue(parsing: Repository.bytes(name))
    }

    private func event(_ kind: EventKind, _ golden: JSONValue, _ personal: JSONValue)
        -> RecordedEvent
    {
        RecordedEvent(
            position: GlobalPosition(rawValue: 1),
            stream: StreamID(category: kind == .flowDeclared ? "flow" : "profile", id: "bob"),
            version: StreamVersion(rawValue: 1),
            type: EventType(kind.rawValue, schemaVersion: kind.schemaVersion), recordedAt: noon,
            occurredAt: nil, actor: EventActor(kind: .user, id: "bob"), correlationID: "c",
            causationID: "c", origin: nil, data: golden["data"]?.encoded ?? [],
            personal: personal.encoded, salt: [UInt8](repeating: 7, count: 16), erasedDigest: nil,
            hash: SHA256.hash([]))
    }

    private func read(_ kind: EventKind, _ remains: EventRemains) throws {
        try unsafe remains.data.withUnsafeBytes { data in
            guard let personal = remains.personal else {
                return try unsafe kind.read(data: data, personal: nil)
            }
            try unsafe personal.withUnsafeBytes {
                try unsafe kind.read(data: data, personal: $0)
            }
        }
    }
}
