import TestSupport
import Testing

@testable import HTTPServer

/// 137 requests that nobody on the project wrote; the folder of each is its verdict.
///
/// Many were written for a server that does without Host. Those are refused as they stand, which
/// RFC 9112 section 3.2 demands, and judged again with a Host put in, so that the missing field
/// does not hide what each case is about.
@Suite(.enabled(if: Corpus.httpRequests != nil, "../shared/corpora is absent"))
struct HTTPRequestCorpusTests {
    @Test(arguments: CorpusCase.all)
    func `each case ends as its folder says or as a listed deviation explains`(
        _ example: CorpusCase
    ) {
        let outcome = Outcome(of: example.bytesWithHost)
        if let deviation = CorpusCase.deviations[example.name] {
            expectEqual(outcome, deviation.outcome, "\(deviation.reason)")
        } else {
            expectEqual(outcome.isAccepted, example.isValid, "\(outcome)")
        }
    }

    @Test(arguments: CorpusCase.all)
    func `a case that lacks Host is refused as it stands`(_ example: CorpusCase) {
        let firstLine = example.bytes.prefix { $0 != 0x0D }
        guard example.bytes != example.bytesWithHost,
            firstLine.suffix(8).elementsEqual("HTTP/1.1".utf8)
        else { return }
        expectFalse(Outcome(of: example.bytes).isAccepted)
    }

    @Test(arguments: CorpusCase.all)
    func `each case fed byte by byte ends as when fed whole`(_ example: CorpusCase) {
        expectEqual(Outcome(bytewise: example.bytes), Outcome(of: example.bytes))
        expectEqual(Outcome(bytewise: example.bytesWithHost), Outcome(of: example.bytesWithHost))
    }

    @Test func `cases over our limits pass with wider ones`() throws {
        var wide = HTTPLimits()
        wide.headerBytesMax = 64 << 10
        wide.fieldLineBytesMax = 64 << 10
        for name in ["valid/024", "valid/026"] {
            let example = try required(CorpusCase.all.first { $0.name == name })
            expectEqual(Outcome(of: example.bytesWithHost, limits: wide), .accepted(requests: 1))
        }
    }

    @Test func `the cut-off form is a request once its body is whole`() throws {
        let example = try required(CorpusCase.all.first { $0.name == "valid/099" })
        let head = try required(example.bytes.firstRange(of: Array("\r\n\r\n".utf8)))
        let missing = 17_914 - (example.bytes.count - head.upperBound)
        let whole = example.bytes + [UInt8](repeating: UInt8(ascii: "x"), count: missing)
        expectEqual(Outcome(of: whole), .accepted(requests: 1))
    }

    @Test func `every deviation is about a case that exists`() {
        let names = Set(CorpusCase.all.map(\.name))
        expectEqual(names.count, 137)
        expectTrue(CorpusCase.deviations.keys.allSatisfy(names.contains))
    }
}

/// How a connection ended that was sent a case and then closed.
enum Outcome: Equatable {
    /// Requests were run and nothing was refused.
    case accepted(requests: Int)
    /// A refusal was answered, after so many requests.
    case refused(String, after: Int)
    /// The connection was closed without running anything.
    case closed

    var isAccepted: Bool {
        if case .accepted = self { true } else { false }
    }

    init(of bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) {
        var script = Script(limits: limits)
        script.receive(bytes)
        self.init(ending: &script)
    }

    init(bytewise bytes: [UInt8]) {
        var script = Script()
        script.receiveBytewise(bytes)
        self.init(ending: &script)
    }

    private init(ending script: inout Script) {
        script.endInput()
        if let refusal = script.refusals.first {
            self = .refused(refusal.code, after: script.performed.count)
        } else if script.performed.isEmpty {
            self = .closed
        } else {
            self = .accepted(requests: script.performed.count)
        }
    }
}

/// A file of the corpus.
struct CorpusCase: Sendable, CustomTestStringConvertible {
    /// The folder and the file's base name.
    let name: String
    let bytes: [UInt8]
    /// The same with a Host field in every HTTP/1.1 request, if it has none at all.
    let bytesWithHost: [UInt8]

    var isValid: Bool { name.hasPrefix("valid/") }
    var testDescription: String { name }

    static let all: [CorpusCase] = {
        guard let folder = Corpus.httpRequests else { return [] }
        return ["valid", "invalid"].flatMap { kind in
            Corpus.names("\(folder)/\(kind)").map { file in
                CorpusCase(name: "\(kind)/\(file.dropLast(5))", path: "\(folder)/\(kind)/\(file)")
            }
        }
    }()

    private init(name: String, path: String) {
        self.name = name
        bytes = Corpus.unescaped(Corpus.bytes(path))
        let hasHost = String(decoding: bytes, as: UTF8.self).lowercased().contains("\r\nhost:")
        bytesWithHost = hasHost ? bytes : Self.withHost(bytes)
    }

    private static func withHost(_ bytes: [UInt8]) -> [UInt8] {
        let version = Array(" HTTP/1.1\r\n".utf8)
        var result: [UInt8] = []
        var rest = bytes[...]
        while let range = rest.firstRange(of: version) {
            result += rest[..<range.upperBound]
            result += Array("Host: example.com\r\n".utf8)
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
