import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// Each type's wire form, held to its golden payload (contract L10).
struct EventCodecTests {
    @Test(arguments: EventKind.allCases)
    func `a golden payload decodes and encodes to itself`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let event = try AnyEvent(kind, data: golden.data, personal: golden.personal)
        expectEqual(event.kind, kind)
        expectEqual(event.encoded.type, kind.rawValue)
        expectEqual(event.encoded.schemaVersion, kind.schemaVersion)
        expectEqual(String(decoding: event.encoded.data, as: UTF8.self), text(golden.data))
        expectEqual(event.encoded.personal.map(text), golden.personal.map(text))
    }

    @Test(arguments: EventKind.allCases)
    func `an erased event decodes, has no personal data, and survives`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let erased = try AnyEvent(kind, data: golden.data, personal: nil)
        expectNil(erased.encoded.personal)
        expectEqual(text(erased.encoded.data), text(golden.data))
        let again = try AnyEvent(kind, data: erased.encoded.data, personal: nil)
        expectEqual(again, erased)
    }

    @Test(arguments: EventKind.allCases)
    func `a personal text may be absent or null, as an erasure leaves it (L14)`(kind: EventKind)
        throws
    {
        let golden = try Golden.payload(of: kind)
        guard let personal = golden.personal,
            let whole = try JSONValue(parsing: personal).objectValue
        else { return }
        for (name, value) in whole where value.stringValue != nil {
            for rest in [JSONValue?.none, .some(.null)] {
                var part = whole
                part[name] = rest
                _ = try AnyEvent(
                    kind, data: golden.data, personal: JSONValue.object(part).encoded)
            }
        }
    }

    @Test(arguments: EventKind.allCases)
    func `optional members may be absent, required ones may not`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let schema = try Repository.json(
            "Schemas/events/\(kind.rawValue).v\(kind.schemaVersion).json")
        let names = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let whole = try required(try JSONValue(parsing: golden.data).objectValue)
        for key in whole.keys {
            var part = whole
            part[key] = nil
            let data = JSONValue.object(part).encoded
            if names.contains(key) {
                #expect(throws: JSONError(.missingMember(key), at: 0)) {
                    try AnyEvent(kind, data: data, personal: golden.personal)
                }
            } else {
                let event = try AnyEvent(kind, data: data, personal: golden.personal)
                expectEqual(text(event.encoded.data), text(data))
            }
        }
    }

    @Test(arguments: EventKind.allCases)
    func `members that are not known are passed over`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let plain = try AnyEvent(kind, data: golden.data, personal: golden.personal)
        let data = widened(golden.data)
        let wide = try AnyEvent(kind, data: data, personal: golden.personal.map(widened))
        expectEqual(wide, plain)
    }

    @Test(arguments: EventKind.allCases)
    func `a kind of another family is refused`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        if kind.family != .signUp {
            #expect(throws: JSONError(.invalidValue(expected: "a sign-up event"), at: 0)) {
                try SignUpEvent.decode(kind, golden.data, nil)
            }
        } else {
            #expect(throws: JSONError(.invalidValue(expected: "a profile event"), at: 0)) {
                try ProfileEvent.decode(kind, golden.data, nil)
            }
            #expect(throws: JSONError(.invalidValue(expected: "a tenant event"), at: 0)) {
                try TenantEvent.decode(kind, golden.data, nil)
            }
            #expect(throws: JSONError(.invalidValue(expected: "a counted event"), at: 0)) {
                try TallyEvent.decode(kind, golden.data, nil)
            }
        }
    }

    @Test func `a value of the wrong kind says where it stands`() {
        let data = Array(#"{"planId":"p","planDescriptor":7}"#.utf8)
        #expect(throws: JSONError(.typeMismatch(expected: .string), at: 31)) {
            try SignUpEvent.decode(.signUpStarted, data, nil)
        }
    }

    @Test func `a time that is none is refused`() {
        let data = Array(#"{"issue":1,"expiresAt":"soon"}"#.utf8)
        #expect(throws: JSONError(.invalidValue(expected: "an RFC 3339 time"), at: 23)) {
            try SignUpEvent.decode(.verificationCodeSent, data, nil)
        }
    }

    @Test func `a word outside its set is refused`() {
        let data = Array(#"{"method":"fax"}"#.utf8)
        #expect(throws: JSONError(.invalidValue(expected: "email or google"), at: 10)) {
            try SignUpEvent.decode(.identityVerified, data, nil)
        }
    }

    @Test(arguments: [0, 13, -1, Int.max])
    func `a month that no year has is refused`(month: Int) {
        let data = Array(#"{"fiscalYearStart":\#(month)}"#.utf8)
        #expect(throws: JSONError(.invalidValue(expected: "a month from 1 to 12"), at: 19)) {
            try CompanyEvent.decode(.companyInitialized, data, nil)
        }
    }

    @Test(
        arguments: [
            (EventKind.verificationCodeSent, "issue"), (.verificationCodeRefused, "issue"),
            (.verificationCodeRefused, "attempts"), (.refusalsOmitted, "count"),
            (.effectSucceeded, "cause"), (.effectFailed, "attempt"), (.effectAbandoned, "attempts"),
            (.personErased, "events"), (.personErased, "secrets"), (.stepSaved, "step"),
            (.flowStepSaved, "step"),
        ])
    func `a number that nobody could count on from is refused (L15)`(kind: EventKind, name: String)
        throws
    {
        let golden = try Golden.payload(of: kind)
        var data = try required(try JSONValue(parsing: golden.data).objectValue)
        for number in [Int.max, .min, -1] {
            data[name] = .number(JSONNumber(number))
            let changed = JSONValue.object(data).encoded
            #expect(throws: JSONError.self) {
                try AnyEvent(kind, data: changed, personal: golden.personal)
            }
        }
    }

    @Test func `positions of an erasure begin at 1 (L15)`() throws {
        let golden = try Golden.payload(of: .personErased)
        var data = try required(try JSONValue(parsing: golden.data).objectValue)
        for run in ["[[0, 7]]", "[[1, 9223372036854775807]]"] {
            data["positions"] = try JSONValue(parsing: Array(run.utf8))
            #expect(throws: JSONError.self) {
                try AnyEvent(
                    .personErased, data: JSONValue.object(data).encoded, personal: nil)
            }
        }
    }

    @Test(arguments: ["-40", "1e300", "361"])
    func `a longitude without a sign is refused`(degrees: String) throws {
        let golden = try Golden.payload(of: .birthChartComputed)
        var personal = try required(
            try JSONValue(parsing: try required(golden.personal)).objectValue)
        personal["moonLongitude"] = try JSONValue(parsing: Array(degrees.utf8))
        #expect(throws: JSONError.self) {
            try AnyEvent(
                .birthChartComputed, data: golden.data,
                personal: JSONValue.object(personal).encoded)
        }
    }

    @Test func `a text is kept as it is, escapes and all`() throws {
        let event = SignUpEvent.businessStaged(
            BusinessStaged(
                name: "\"Ünï\" \\ 会社\n🚀", descriptor: "d", country: "JP", currency: "JPY"))
        let encoded = EncodedEvent(event)
        try expectEqual(SignUpEvent.decode(.businessStaged, encoded.data, nil), event)
    }

    @Test func `every kind has a golden payload for every version and no other is there`() throws {
        let expected = EventKind.allCases.flatMap { kind in
            (1...kind.schemaVersion).map { "\(kind.rawValue).v\($0).json" }
        }
        try expectEqual(Repository.names(in: Golden.folder), expected.sorted())
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The object with two more members, one of them deep.
    private func widened(_ bytes: [UInt8]) -> [UInt8] {
        // Guaranteed: golden payloads are objects.
        var object = (try? JSONValue(parsing: bytes))!.objectValue!
        object["novelty"] = ["deep": [1, nil, ["x": "y"]]]
        object["another"] = false
        return JSONValue.object(object).encoded
    }
}
