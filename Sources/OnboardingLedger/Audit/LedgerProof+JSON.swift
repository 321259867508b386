import Digest
import EventLog
import JSON

// A proof as a document that stands alone. Digests are in hex; `kind` tells the two apart.
extension LedgerProof {
    /// The longest text read: far above 63 steps of a path.
    public static let bytesMax = 64 << 10

    /// The proof as one line of JSON, which `init(json:)` reads.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }

    /// Members in a fixed order, so that one proof always has the same bytes; `event` is left out
    /// when it is not known.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .inclusion(let proof):
                writer.member("kind", "inclusion")
                writer.member("position", proof.position.rawValue)
                writer.member("size", proof.size.rawValue)
                writer.member("event", proof.event?.hex)
                writer.member("leaf", proof.leaf.hex)
                Self.write(path: proof.path, to: &writer)
                writer.member("root", proof.root.hex)
            case .consistency(let proof):
                writer.member("kind", "consistency")
                writer.member("from", proof.from.rawValue)
                writer.member("to", proof.to.rawValue)
                writer.member("fromRoot", proof.fromRoot.hex)
                Self.write(path: proof.path, to: &writer)
                writer.member("root", proof.root.hex)
            }
        }
    }

    /// The member `path`, here and in the API's answers.
    package static func write(path: [SHA256Digest], to writer: inout JSONWriter) {
        writer.member("path") { writer in
            writer.array { writer in
                for step in path { writer.element(step.hex) }
            }
        }
    }

    /// Reads a proof without judging it; `verify` does.
    ///
    /// - Parameter root: the root that was published, for the API's answer about a position, which
    ///   has the leaf alone and names no root.
    public init(json: [UInt8], publishedRoot root: SHA256Digest? = nil) throws(ProofDefect) {
        let members = try ProofMembers(json)
        if members.isAnswer {
            guard let root else {
                throw .unreadable("an answer of the API names no root; give the published one")
            }
            try members.refuseOthers(than: ["position", "size", "leaf", "path"])
            self = .inclusion(
                InclusionProof(
                    position: try members.position("position"),
                    size: try members.position("size"), event: nil,
                    leaf: try members.digest("leaf"), path: try members.digests("path"),
                    root: root))
            return
        }
        if members.isConsistencyAnswer {
            throw .unreadable(
                "an answer of the API that the log only grew names neither root; onboard prove "
                    + "--since SIZE makes a proof with both")
        }
        switch try members.text("kind") {
        case "inclusion":
            try members.refuseOthers(than: [
                "kind", "position", "size", "event", "leaf", "path", "root",
            ])
            self = .inclusion(
                InclusionProof(
                    position: try members.position("position"),
                    size: try members.position("size"), event: try members.digest("event"),
                    leaf: try members.digest("leaf"), path: try members.digests("path"),
                    root: try members.digest("root")))
        case "consistency":
            try members.refuseOthers(than: ["kind", "from", "to", "fromRoot", "path", "root"])
            self = .consistency(
                ConsistencyProof(
                    from: try members.position("from"), fromRoot: try members.digest("fromRoot"),
                    to: try members.position("to"), root: try members.digest("root"),
                    path: try members.digests("path")))
        default:
            throw .unreadable("kind is neither inclusion nor consistency")
        }
    }
}

/// The members of a proof's document, each of its form or refused by name.
private struct ProofMembers {
    private let object: JSONObject

    init(_ json: [UInt8]) throws(ProofDefect) {
        let value: JSONValue
        do {
            value = try JSONValue(
                parsing: json, limits: JSONLimits(bytesMax: LedgerProof.bytesMax))
        } catch { throw .unreadable("it is not JSON, \(error)") }
        guard let object = value.objectValue else { throw .unreadable("it is no JSON object") }
        self.object = object
    }

    /// True for what `GET /v1/ledger/proof/{position}` answers.
    var isAnswer: Bool { !object.contains("kind") && object.contains("leaf") }

    /// True for what `GET /v1/ledger/consistency` answers.
    var isConsistencyAnswer: Bool {
        !object.contains("kind") && object.contains("from") && object.contains("path")
    }

    /// Throws for a member that the kind of proof does not have: a misspelt one must not pass for
    /// an absent one.
    func refuseOthers(than known: Set<String>) throws(ProofDefect) {
        for name in object.keys where !known.contains(name) {
            throw .unreadable("member \(name) is not known")
        }
    }

    func text(_ name: String) throws(ProofDefect) -> String {
        guard let text = object[name]?.stringValue else {
            throw .unreadable("member \(name) is missing or no text")
        }
        return text
    }

    func position(_ name: String) throws(ProofDefect) -> GlobalPosition {
        guard let number = object[name]?.int64Value, number >= 0 else {
            throw .unreadable("member \(name) is missing or no whole number")
        }
        return GlobalPosition(rawValue: number)
    }

    func digest(_ name: String) throws(ProofDefect) -> SHA256Digest {
        try digest(object[name], name)
    }

    func digests(_ name: String) throws(ProofDefect) -> [SHA256Digest] {
        guard let elements = object[name]?.arrayValue else {
            throw .unreadable("member \(name) is missing or no array")
        }
        var digests: [SHA256Digest] = []
        for element in elements { digests.append(try digest(element, name)) }
        return digests
    }

    /// A digest of 64 hexadecimal digits.
    private func digest(_ value: JSONValue?, _ name: String) throws(ProofDefect) -> SHA256Digest {
        guard let digest = value?.stringValue.flatMap({ SHA256Digest(hex: $0) }) else {
            throw .unreadable("member \(name) is missing or no 64 hexadecimal digits")
        }
        return digest
    }
}
