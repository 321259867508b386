import HTTPServer
import OnboardingLedger

/// In which form an answer is wanted: by `format`, else by `Accept`, else as JSON (contract L6).
enum ListFormat: String, Sendable, CaseIterable {
    /// An object with the list and where it goes on.
    case json
    /// A table with titles (RFC 4180).
    case csv
    /// One JSON object on each line.
    case lines = "jsonl"

    static let linesMediaType = "application/jsonl"

    /// What `call` wants of the forms that its endpoint has.
    init(_ call: Call, _ form: inout QueryForm, of forms: [ListFormat] = [.json, .csv]) {
        let names = forms.map(\.rawValue).joined(separator: " or ")
        let asked = form.value("format", names) { text in
            forms.first { $0.rawValue == text }
        }
        let accepted = call.accepted(of: forms.flatMap(\.mediaTypes))
        let named = forms.first { form in accepted.map { form.mediaTypes.contains($0) } ?? false }
        self = asked ?? named ?? .json
    }

    /// What stands in the tag of an answer in this form behind its version: nothing for JSON.
    var marks: [String] { self == .json ? [] : [rawValue] }

    /// As clients name them; JSON is what they get without naming anything.
    var mediaTypes: [String] {
        switch self {
        case .json: []
        case .csv: ["text/csv"]
        case .lines: [Self.linesMediaType, "application/x-ndjson"]
        }
    }
}

extension HTTPResponse {
    /// A table that browsers save under a name.
    static func csv(_ table: CSVWriter, name: String) -> HTTPResponse {
        HTTPResponse(
            status: 200, fields: download(CSVWriter.mediaType, "\(name).csv"),
            body: .bytes(table.bytes))
    }

    /// - Parameter file: whatever is no letter, digit, dot, dash or underscore becomes one.
    static func download(_ mediaType: String, _ file: String) -> HTTPFields {
        let name = file.map {
            $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) ? $0 : "_"
        }
        return [
            "Content-Type": mediaType,
            "Content-Disposition": "attachment; filename=\"\(String(name))\"",
        ]
    }
}
