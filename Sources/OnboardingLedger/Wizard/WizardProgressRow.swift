import EventLog
import JSON
import Onboarding
import Time

/// What an earlier wizard kept of one user (A10): a line of `onboard import --wizard`.
package struct WizardProgressRow: Sendable {
    package let line: Int
    package let userID: String
    /// From 0 to 3, as in this wizard.
    package let step: Int
    package let data: JSONValue
    /// When that wizard saved last; the import's events have it as occurred-at.
    package let updatedAt: Timestamp
    package let tenantID: String?

    /// Reads one line: `{userId, currentStep, stepData, updatedAt, tenantId?}`.
    package static func read(_ text: [UInt8], line: Int) -> Result<WizardProgressRow, BadLine> {
        do throws(BadLine) { return .success(try WizardProgressRow(text, line: line)) } catch {
            return .failure(error)
        }
    }

    /// A line that is no progress, and why.
    package struct BadLine: Error, Hashable {
        package let row: BadRow

        init(_ line: Int, _ reason: String) { row = BadRow(line: line, reason: reason) }
    }

    private init(_ text: [UInt8], line: Int) throws(BadLine) {
        let row = try Self.object(text, line)
        guard let userID = row["userId"]?.stringValue, !userID.isEmpty,
            StreamID("wizard-\(userID)") != nil
        else { throw BadLine(line, "userId is missing or no name") }
        guard let step = row["currentStep"]?.intValue, Wizard.stepNames.indices.contains(step)
        else { throw BadLine(line, "currentStep is no number from 0 to 3") }
        let data = row["stepData"] ?? [:]
        guard data.isNull || data.objectValue != nil else {
            throw BadLine(line, "stepData is no object")
        }
        guard data.encoded.count <= StepData.bytesMax else {
            throw BadLine(line, "stepData is over 64 KiB")
        }
        guard let updatedAt = row["updatedAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { throw BadLine(line, "updatedAt is no RFC 3339 time") }
        let tenant = row["tenantId"] ?? .null
        let tenantID = tenant.stringValue
        guard tenantID.map({ !$0.isEmpty && StreamID("tenant-\($0)") != nil }) ?? tenant.isNull
        else { throw BadLine(line, "tenantId is no name") }
        (self.line, self.userID, self.step) = (line, userID, step)
        self.data = data.isNull ? [:] : data
        (self.updatedAt, self.tenantID) = (updatedAt, tenantID)
    }

    private static func object(_ text: [UInt8], _ line: Int) throws(BadLine) -> JSONObject {
        do throws(JSONError) {
            if let object = try JSONValue(parsing: text).objectValue { return object }
        } catch { throw BadLine(line, "it is no JSON: \(error.code)") }
        throw BadLine(line, "it is no object")
    }
}
