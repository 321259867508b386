import JSON
import TestSupport
import Testing

@testable import Onboarding

/// Texts in place of what an erasure took, by which blame tells which fields went (L7, L14).
struct StandInsTests {
    private let standIns = StandIns(position: 7)

    @Test func `a mark becomes the event's own text wherever it stands, and nothing else does`()
        throws
    {
        let data =
            #"{"a":"erased","b":["erased",1],"c":{"d":"https://erased.invalid"},"e":"is erased"}"#
        try expectEqual(
            JSONValue(parsing: standIns.data(Array(data.utf8))),
            [
                "a": "erased 7", "b": ["erased 7", 1], "c": ["d": "https://erased.invalid/7"],
                "e": "is erased",
            ])
    }

    @Test(arguments: EventKind.allCases)
    func `a codec reads them, and only personal members come back`(kind: EventKind) throws {
        let golden = try Golden.payload(of: kind)
        let personal = try standIns.personal(nil, of: kind, golden.data)
        _ = try AnyEvent(kind, data: try standIns.data(golden.data), personal: personal)
        guard let personal else { return }
        let whole = try JSONValue(parsing: try required(golden.personal)).objectValue
        let names = try required(try JSONValue(parsing: personal).objectValue?.keys)
        expectTrue(names.allSatisfy { whole?.contains($0) == true }, "\(names)")
    }

    @Test func `names that Google or a token may have lacked stay away, and what is left stays`()
        throws
    {
        func names(_ kind: EventKind, _ data: String, _ left: String? = nil) throws -> JSONValue? {
            try standIns.personal(left.map { Array($0.utf8) }, of: kind, Array(data.utf8))
                .map { try JSONValue(parsing: $0) }
        }
        try expectNil(names(.identityVerified, #"{"method":"google"}"#))
        try expectEqual(
            names(.identityVerified, #"{"method":"email"}"#, #"{"firstName":"Ann"}"#),
            [
                "firstName": "Ann", "lastName": "erased 7",
            ])
        let token = #"{"source":"token","role":"user","isEmailVerified":false,"holdsEmail":false}"#
        try expectNil(names(.accountOpened, token))
        try expectNil(names(.shopProfileChanged, "{}"))
    }
}
