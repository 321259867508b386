import JSON

/// What can be asked of a user's wizard.
package enum WizardCommand: Sendable, Hashable {
    /// Keeps a step's fields (A2). The version is the one that the caller knows; whether the
    /// tenant's onboarding is complete, or the tenant closed, stands in another stream and so
    /// comes with the command.
    case save(
        step: Int, data: JSONValue, version: Int, isCompleted: Bool, isClosed: Bool = false)
    /// Takes over what an earlier version of the wizard kept (A10); nothing once saves are here.
    case importProgress(step: Int, data: JSONValue)
}

/// The rules of the auto-saving wizard (contract A1, A2 and A10): pure, with time coming in.
///
/// Refusals come in the order: bad fields, completed, closed, stale version.
public enum Wizard {
    /// Account, user, entity, complete.
    public static let stepNames = ["account", "user", "entity", "complete"]
    /// Saves per user within `saveWindowSeconds`.
    public static let savesPerWindowMax = 10
    /// The stretch in which a user's saves are limited (A2); counting them is the caller's
    /// business.
    public static let saveWindowSeconds: Int64 = 60
    /// Tenants that are not completed by then are abandoned (A5).
    public static let abandonedAfterSeconds: Int64 = 7 * 24 * 3600

    /// Decides one command. A save that changes nothing comes to no event, and the version stays.
    ///
    /// - Throws: in the order that the type names; `versionConflict` carries what stands now.
    package static func decide(
        _ command: WizardCommand, _ state: WizardState
    ) throws(WizardRejection) -> [WizardEvent] {
        switch command {
        case .save(let step, let data, let version, let isCompleted, let isClosed):
            let data = try checked(step: step, data)
            if isCompleted { throw .alreadyCompleted }
            if isClosed { throw .tenantClosed }
            guard version == state.version else {
                throw .versionConflict(state.conflict(with: data, since: version))
            }
            return try save(step, data, state)
        case .importProgress(let step, let data):
            let data = try checked(step: step, data)
            return state.version == 0 ? try save(step, data, state) : []
        }
    }

    /// The bounds that need no state: step, shape and size, 64 KiB as JSON without white space.
    private static func checked(
        step: Int, _ data: JSONValue
    ) throws(WizardRejection) -> JSONObject {
        guard stepNames.indices.contains(step) else { throw .stepOutOfRange }
        guard let object = data.objectValue else { throw .dataNotObject }
        guard data.encoded.count <= StepData.bytesMax else { throw .dataTooLarge }
        return object
    }

    /// Merges: absent fields stay, null clears. What is stored already is no event.
    private static func save(
        _ step: Int, _ data: JSONObject, _ state: WizardState
    ) throws(WizardRejection) -> [WizardEvent] {
        var (changed, merged) = (JSONObject(), state.stepData)
        for (field, value) in data
        where !(state.stepData[field] ?? .null).hasSameValue(as: value) {
            changed[field] = value
        }
        merged.merge(changed)
        guard JSONValue.object(merged).encoded.count <= StepData.bytesMax else {
            throw .dataTooLarge
        }
        guard !changed.isEmpty || step != state.currentStep else { return [] }
        return [.stepSaved(StepSaved(step: step, data: changed))]
    }
}
