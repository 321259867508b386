import JSON
import Time

/// What a save with a stale version ran into, in the wizard or in a team's own flow of steps.
public struct StepConflict: Sendable, Hashable {
    /// The stable dotted word that clients read.
    public static let code = "request.version_conflict"

    /// What a save must name now.
    public var currentVersion: Int
    /// The step that was saved last.
    public var currentStep: Int
    /// Everything that is filled in now.
    package var stepData: JSONObject
    /// The submitted fields that were changed since the caller's version, as they came.
    public var fields: [Field]

    /// A field that was changed meanwhile.
    public struct Field: Sendable, Hashable {
        /// As in the step's data.
        public var name: String
        /// What it is now; null when it was cleared.
        package var value: JSONValue
        /// The save that set it: its event says who.
        public var version: Int
        /// When that save happened.
        public var at: Timestamp
    }
}

/// Which save set a field, and when.
public struct FieldMark: Sendable, Hashable {
    /// The stream's version that the save made.
    public var version: Int
    /// When it happened.
    public var at: Timestamp
}

/// What is filled in step by step.
package protocol StepSaves {
    /// The stream's version.
    var savesVersion: Int { get }
    /// The step that was saved last.
    var currentStep: Int { get }
    /// Everything that is filled in.
    var stepData: JSONObject { get }
    /// The save that last set or cleared each field that ever had a value.
    var marks: [String: FieldMark] { get }
}

extension StepSaves {
    /// The submitted fields that were set or cleared after `version`, and what stands now.
    package func conflict(with data: JSONObject, since version: Int) -> StepConflict {
        let fields = data.compactMap { field, _ -> StepConflict.Field? in
            guard let mark = marks[field], mark.version > version else { return nil }
            return StepConflict.Field(
                name: field, value: stepData[field] ?? .null, version: mark.version, at: mark.at)
        }
        return StepConflict(
            currentVersion: savesVersion, currentStep: currentStep, stepData: stepData,
            fields: fields)
    }
}
