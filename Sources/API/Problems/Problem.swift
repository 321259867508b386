import HTTPServer
import JSON
import Onboarding

/// A refusal as clients read it: problem details of RFC 9457 (contract section 0).
struct Problem: Error, Sendable, Hashable {
    /// Also a member of the document (RFC 9457 section 3.1.2).
    var status: Int
    /// The stable dotted word.
    var code: String
    /// The kind of problem in a few words, the same each time.
    var title: String
    /// This one, for a person; without anything that was submitted in secret.
    var detail: String
    /// Extension members.
    var members: [Member] = []
    /// One for each field that is wrong, in the order of reading; empty when it is not about
    /// fields.
    var errors: [FieldProblem] = []
    /// Fields of the answer that the refusal demands, such as `Retry-After`.
    var fields: [Field] = []
    /// True when an event of the subject's own stream says so already.
    var isRecorded = false

    /// An extension member; stands at the top and under `extensions`.
    struct Member: Sendable, Hashable {
        let name: String
        let value: JSONValue
    }

    /// A field of the answer, which takes the place of one that it has already.
    struct Field: Sendable, Hashable {
        let name: String
        let value: String
    }

    init(status: Int, code: String, title: String, detail: String) {
        (self.status, self.code, self.title, self.detail) = (status, code, title, detail)
    }

    /// One of this server's own refusals, with the code's status and title.
    init(_ code: ProblemCode, _ detail: String, errors: [FieldProblem] = []) {
        self.init(status: code.status, code: code.rawValue, title: code.title, detail: detail)
        self.errors = errors
    }

    /// Rooms of codes whose last word alone would not tell them from others'.
    private static let namedRooms: Set<Substring> = [
        "space", "membership", "merchant", "page", "erasure",
    ]

    /// The path that names the kind of problem: the code's last word, behind the flow's where
    /// several flows have the word.
    var type: String {
        let words = code.split(separator: ".")
        let name = words.first.map(Self.namedRooms.contains) == true ? words : words.suffix(1)
        return "/problems/" + String(name.joined(separator: "-").map { $0 == "_" ? "-" : $0 })
    }

    /// The same with one more extension member.
    func with(_ name: String, _ value: JSONValue) -> Problem {
        var problem = self
        problem.members.append(Member(name: name, value: value))
        return problem
    }

    /// Tells the client when to come back, in the field and, for clients that read it there, as a
    /// member.
    func retrying(after seconds: Int) -> Problem {
        let seconds = max(1, seconds)
        var problem = with("retryAfterSeconds", JSONValue.number(JSONNumber(seconds)))
        problem.fields.append(Field(name: "Retry-After", value: String(seconds)))
        return problem
    }

    /// The same with one more field of the answer.
    func setting(_ name: String, _ value: String) -> Problem {
        var problem = self
        problem.fields.append(Field(name: name, value: value))
        return problem
    }
}

extension Problem {
    /// The document; code and members stand in the nested `extensions`, too, for clients that read
    /// them there.
    func document(requestID: String) -> [UInt8] {
        JSONWriter.encode(reserving: 512) { writer in
            writer.object { writer in
                writer.member("type", type)
                writer.member("title", title)
                writer.member("status", status)
                writer.member("detail", detail)
                writer.member("instance", requestID)
                writeMembers(to: &writer)
                writer.member("extensions") { writer in
                    writer.object { writeMembers(to: &$0) }
                }
            }
        }
    }

    /// Code, extension members and field errors.
    private func writeMembers(to writer: inout JSONWriter) {
        writer.member("code", code)
        for member in members { writer.member(key: member.name, member.value) }
        guard !errors.isEmpty else { return }
        writer.member("errors") { writer in
            writer.array { writer in
                for error in errors {
                    writer.element { writer in
                        writer.object { writer in
                            writer.member("pointer", error.pointer)
                            writer.member("detail", error.detail)
                        }
                    }
                }
            }
        }
    }

    /// RFC 9457 section 6.1.
    static let mediaType = "application/problem+json"

    /// The answer; no cache may keep it.
    func response(requestID: String) -> HTTPResponse {
        var response = HTTPResponse(
            status: status,
            fields: ["Content-Type": Self.mediaType, "Cache-Control": "no-store"],
            body: .bytes(document(requestID: requestID)))
        for field in fields { response.fields.set(field.name, field.value) }
        return response
    }
}
