import JSON
import Time

/// What the events of a flow without code add up to (X2).
///
/// Any type of event counts; `data` may hold an object `attributes`, of which the latest value of
/// each member is kept, but of the variant the first. Stages come from the flow's declaration, when
/// there is one.
public struct DeclaredState: Sendable, Equatable {
    /// The stream's category, which is the flow's id.
    public let flow: String
    /// The stream's version: all events, of whatever type.
    public internal(set) var events = 0
    /// The newest event's type; empty for an empty stream.
    public internal(set) var lastEvent = ""
    /// The stage entered last; nil before the first, and without a declaration. What is recorded
    /// later than it happened moves nobody back.
    public internal(set) var stage: String?
    /// The exit taken last; nil again when the subject begins anew, or enters a stage to which a
    /// move from that exit is declared.
    public internal(set) var exit: String?
    /// The latest time at which the subject is known to have been on its way here.
    private var stageAt = Timestamp.earliest
    /// When the latest exit was taken, be it taken back since.
    private var exitAt = Timestamp.earliest
    /// When the subject began anew last, which takes any exit back.
    private var begunAt = Timestamp.earliest
    /// When it came back last from an exit that has a way back, by exit.
    private var returnedAt: [String: Timestamp] = [:]
    /// When the subject entered its first stage, told of at whatever time, was first saved, or
    /// began anew last; before any of these when the first event by position happened. The flow's
    /// expiry counts from here, as the funnel's does, for who has begun.
    public internal(set) var startedAt = Timestamp.earliest
    /// When the last event by position happened.
    public internal(set) var updatedAt = Timestamp.earliest
    /// The latest value of each, of the variant the first; null takes one away.
    package internal(set) var attributes = JSONObject()
    /// The step that was saved last, in a flow of steps.
    public internal(set) var currentStep = 0
    /// Everything that is filled in.
    package internal(set) var stepData = JSONObject()
    /// The event that last set or cleared each field that ever had a value.
    public internal(set) var marks: [String: FieldMark] = [:]
    /// Those of the filled in fields that were saved as personal ones.
    package internal(set) var personalFields: Set<String> = []
    /// When the last save was; nil before the first.
    public internal(set) var savedAt: Timestamp?
    /// Shared by all of the flow's subjects; nil for a flow that nobody declared.
    private let stages: StageTable?

    package init(category: String, stages: StageTable?) {
        flow = category
        self.stages = stages
    }

    /// Leaves out the table of stages, which is the flow's and not the subject's.
    public static func == (a: DeclaredState, b: DeclaredState) -> Bool {
        a.flow == b.flow && a.events == b.events && a.lastEvent == b.lastEvent
            && a.stage == b.stage && a.exit == b.exit && a.stageAt == b.stageAt
            && a.exitAt == b.exitAt && a.begunAt == b.begunAt && a.returnedAt == b.returnedAt
            && a.startedAt == b.startedAt
            && a.updatedAt == b.updatedAt && a.attributes == b.attributes
            && a.currentStep == b.currentStep && a.stepData == b.stepData && a.marks == b.marks
            && a.personalFields == b.personalFields && a.savedAt == b.savedAt
    }

    /// True once the person filled something in.
    public var hasSaved: Bool { savedAt != nil }

    /// True once the subject is in the flow: no time runs for one of whom only other things were
    /// told.
    var hasBegun: Bool { stage != nil || hasSaved }

    /// True at the flow's last stage.
    public var isCompleted: Bool { exit == nil && stage != nil && stage == stages?.lastStage }

    /// `active`, `completed` at the last stage, or the exit's name; nil for an empty stream.
    public var status: String? {
        if events == 0 { return nil }
        if let exit { return exit }
        return isCompleted ? "completed" : "active"
    }

    /// Folds an event of any type: attributes first, then what it means to the flow.
    ///
    /// - Throws: when `data` is no JSON object that can be read.
    package mutating func apply(
        type: String, kind: EventKind?, data: UnsafeRawBufferPointer,
        personal: UnsafeRawBufferPointer?, at time: Timestamp
    ) throws(JSONError) {
        if events == 0 { startedAt = time }
        if let kind, kind.family == .declared,
            case .stepSaved(let event) = unsafe try DeclaredEvent.decode(
                kind, data: data, personal: personal)
        {
            save(event, at: time)
        }
        try unsafe JSONScanner.scan(data) { scanner throws(JSONError) in
            try scanner.object { (key, scanner) throws(JSONError) in
                switch key {
                case "attributes": try readAttributes(from: &scanner)
                default: try scanner.skip()
                }
            }
        }
        events += 1
        lastEvent = type
        updatedAt = time
        move(by: type, kind, at: time)
    }

    /// Enters the stage or the exit that a type leads to. What happened before the subject came to
    /// its stage, as a table's older rows behind newer ones did, takes nobody back, nor out where
    /// they came back since; a flow's time runs out whatever the times say that were brought along.
    private mutating func move(by type: String, _ kind: EventKind?, at time: Timestamp) {
        guard let stages, let place = stages.place(of: type) else { return }
        switch place {
        case .stage(let name):
            takeBack(by: type, stages, at: time)
            if let stage, time < stageAt, !stages.isBeyond(name, stage) { return }
            (stage, stageAt) = (name, max(stageAt, time))
        case .exit(let name):
            let isExpiry = kind == .flowExpired
            // The latest exit counts, and also where it was taken back an earlier one does not.
            guard isExpiry || time >= exitAt else { return }
            let isTakenBack = time < max(begunAt, returnedAt[name] ?? .earliest)
            (exit, exitAt) = (isTakenBack && !isExpiry ? nil : name, time)
        }
    }

    /// Notes which exits a type takes back, and leaves the one that was taken before.
    private mutating func takeBack(by type: String, _ stages: StageTable, at time: Timestamp) {
        if stages.beginsAnew(type) {
            startedAt = begunAt == .earliest ? time : max(startedAt, time)
            begunAt = max(begunAt, time)
        } else {
            if !hasBegun { startedAt = time }
            for exit in stages.exitsTakenBack(by: type) {
                returnedAt[exit] = max(returnedAt[exit] ?? .earliest, time)
            }
        }
        if let exit, time >= exitAt, stages.takesBack(exit, type) { self.exit = nil }
    }

    /// Fields that the flow has among its attributes are attributes too; personal ones never are.
    private mutating func save(_ event: FlowStepSaved, at time: Timestamp) {
        if !hasBegun { startedAt = time }
        currentStep = event.step
        savedAt = time
        var changed = JSONObject()
        for (field, value) in event.fields where stages?.attributes.contains(field) == true {
            // What the flow gave, or was given first, stays (D4).
            let isVariant = field == FlowAttribute.variant
            if isVariant, (attributes[field] ?? event.attributes[field]) != nil { continue }
            changed[field] = value
        }
        attributes.merge(changed)
        personalFields.subtract(event.fields.keys)
        personalFields.formUnion(event.personalFields.keys)
        for fields in [event.fields, event.personalFields] {
            stepData.merge(fields)
            for (field, _) in fields {
                marks[field] = FieldMark(version: events + 1, at: time)
            }
        }
    }

    private mutating func readAttributes(from scanner: inout JSONScanner) throws(JSONError) {
        var changed = JSONObject()
        try scanner.object { (key, scanner) throws(JSONError) in
            let value = try scanner.value()
            // An experiment's variant is fixed once it is known (D4).
            if key == "variant", attributes[FlowAttribute.variant] != nil { return }
            changed[key.string] = value
        }
        attributes.merge(changed)
    }

    /// An empty object for an empty stream; what is filled in only once there was a save.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard events > 0 else { return }
            writer.member("flow", flow)
            writer.member("stage", stage)
            writer.member("exit", exit)
            writer.member("status", status)
            writer.member("events", events)
            writer.member("lastEvent", lastEvent)
            writer.member("startedAt", startedAt)
            writer.member("updatedAt", updatedAt)
            if !attributes.isEmpty { writer.member("attributes", attributes) }
            guard hasSaved else { return }
            writer.member("currentStep", currentStep)
            writer.member("stepData", stepData)
            writer.member("savedAt", savedAt)
        }
    }

    /// What a search for a person looks through, in lower case: the personal texts, whatever the
    /// flow's file calls them.
    package var searchText: String {
        SearchText.join(
            personalFields.sorted().flatMap { stepData[$0].map(SearchText.texts) ?? [] })
    }
}

extension DeclaredState: StepSaves {
    package var savesVersion: Int { events }
}
