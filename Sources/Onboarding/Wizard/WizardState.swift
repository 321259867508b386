import JSON
import Time

/// What a wizard's saves add up to.
public struct WizardState: Sendable, Equatable {
    /// The stream's version: how many saves there are, for nothing else is in it but the erasures
    /// that emptied some.
    public internal(set) var version = 0
    /// The step that was saved last, 0 to 3.
    public internal(set) var currentStep = 0
    /// The experiment's variant that the user was given, if any (D4).
    public internal(set) var variant: String?
    /// Everything that is filled in.
    package internal(set) var stepData = JSONObject()
    /// The save that last set or cleared each field that ever had a value.
    public internal(set) var marks: [String: FieldMark] = [:]
    /// When the first save happened; the earliest instant before.
    public internal(set) var startedAt = Timestamp.earliest
    /// When the last save or erasure happened.
    public internal(set) var updatedAt = Timestamp.earliest

    public init() {}
}

extension WizardState {
    /// An erasure is an event of the stream, and so one more version.
    mutating func noteErasure(at time: Timestamp) {
        version += 1
        updatedAt = time
    }
}

extension WizardState: StepSaves {
    package var savesVersion: Int { version }
}

extension WizardState: FoldedState {
    package mutating func evolve(_ event: WizardEvent, at time: Timestamp) {
        switch event {
        case .stepSaved(let event): save(event, at: time)
        }
    }

    /// Sets and clears the fields that the save names; the others stay.
    private mutating func save(_ event: StepSaved, at time: Timestamp) {
        if version == 0 { (startedAt, variant) = (time, event.variant) }
        version += 1
        updatedAt = time
        currentStep = event.step
        stepData.merge(event.data)
        for (field, _) in event.data { marks[field] = FieldMark(version: version, at: time) }
    }

    /// An empty object before the first save.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard version > 0 else { return }
            writer.member("currentStep", currentStep)
            writer.member("stepData", stepData)
            writer.member("variant", variant)
            writer.member("startedAt", startedAt)
            writer.member("updatedAt", updatedAt)
        }
    }

    /// What a search for a person or a company looks through, in lower case.
    package var searchText: String {
        SearchText.join([stepData["entityName"]?.stringValue, stepData["email"]?.stringValue])
    }
}
