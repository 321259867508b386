import JSON
import Time

/// Whether a tenant can be worked with (contract section 3).
public enum TenantStatus: String, Sendable, CaseIterable {
    /// It can be worked with; also while its onboarding goes on.
    case active = "ACTIVE"
    /// Its onboarding was abandoned (A5); an admin can open it again.
    case closed = "CLOSED"
}

/// What a tenant's events add up to.
public struct TenantState: Sendable, Equatable {
    /// False for a stream without events.
    public internal(set) var exists = false
    /// What it is called in lists.
    public internal(set) var name = ""
    /// The user who owns it, and as long as there are no others its only member.
    public internal(set) var ownerID = ""
    /// Where it came from, as in `WorkspaceCreated`.
    public internal(set) var source = ""
    /// What a sign-up described; nil for tenants that came otherwise.
    public internal(set) var business: BusinessFacts?
    /// What a sign-up paid for; nil for a free plan, and for tenants that came otherwise.
    public internal(set) var subscription: SubscriptionStarted?
    /// What the provider reported of it last; nil for its other words, which do not count as paid.
    public internal(set) var subscriptionStatus: MembershipStatus?
    /// When its first event happened; the earliest instant for an empty stream.
    public internal(set) var createdAt = Timestamp.earliest
    /// What the wizard made of it.
    public package(set) var company: CompanyState {
        get { companyApart.part }
        set { companyApart.part = newValue }
    }
    /// The onboarding call of a space.
    public package(set) var call: CallState {
        get { callApart.part }
        set { callApart.part = newValue }
    }
    /// The shop of a merchant.
    public package(set) var shop: ShopState {
        get { shopApart.part }
        set { shopApart.part = newValue }
    }

    private var companyApart = Apart<CompanyState>()
    private var callApart = Apart<CallState>()
    private var shopApart = Apart<ShopState>()

    public init() {}

    /// Whose the tenant is, byte by byte: logs from before subjects had to be composed (NFC) may
    /// name two owners that Swift's `==` holds for one.
    package func isOwned(by userID: String) -> Bool { ownerID.utf8.elementsEqual(userID.utf8) }

    /// Only the wizard's job closes tenants.
    public var status: TenantStatus { companyApart.own?.isClosed == true ? .closed : .active }

    /// How far the wizard brought it; nil for a tenant that the wizard has not begun (contract
    /// section 3).
    package var stage: String? {
        companyApart.own.flatMap { $0.facts == nil ? nil : $0.onboardingStatus.rawValue }
    }

    /// The key by which its owner leads here; nil for spaces, of which a user may have many.
    package var ownerClaim: ClaimKey? {
        exists && source != WorkspaceCreated.spaceSource ? .userTenant(ownerID) : nil
    }
}

/// The flows that share a tenant's stream, each with its part of the state.
extension TenantState {
    /// Events of other families in a tenant's stream change nothing.
    package static let families: Set<EventFamily> = [.tenant, .company, .call, .shop]

    /// Folds an event of any of the flows.
    mutating func applyPart(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?,
        at time: Timestamp
    ) throws(JSONError) {
        switch kind.family {
        case .tenant: unsafe try apply(kind, data: data, personal: personal, at: time)
        case .company:
            unsafe try company.apply(kind, data: data, personal: personal, at: time)
            takeName()
        case .call: unsafe try call.apply(kind, data: data, personal: personal, at: time)
        case .shop: unsafe try shop.apply(kind, data: data, personal: personal, at: time)
        default: break
        }
    }

    /// The texts that an erasure took are gone from the events before it.
    mutating func noteErasure(_ data: UnsafeRawBufferPointer) throws(JSONError) {
        guard companyApart.own?.facts != nil,
            try unsafe PersonalDataErased(data: data, personal: nil).extent == .all
        else { return }
        company.hasLostFacts = true
    }

    /// A tenant whose name was erased before its onboarding was complete, or was not known where it
    /// came from, has the one that it began with again.
    private mutating func takeName() {
        let isUnknown =
            source == WorkspaceCreated.importSource
            && name == CompanyInitialized.tenantNameUnknown
        guard name.hasPrefix(ErasureMark.text) || isUnknown, let facts = company.facts,
            facts.entityName != nil
        else { return }
        name = facts.tenantName
    }

    /// Parts that nothing happened to write nothing.
    private func writeParts(to writer: inout JSONWriter) {
        companyApart.own?.writeMembers(to: &writer)
        callApart.own?.writeMembers(to: &writer)
        shopApart.own?.writeMembers(to: &writer)
    }
}

extension TenantState: FoldedState {
    package mutating func evolve(_ event: TenantEvent, at time: Timestamp) {
        switch event {
        case .workspaceCreated(let event):
            exists = true
            name = event.name
            ownerID = event.ownerID
            source = event.source
            createdAt = time
        case .businessCreated(let event):
            business = BusinessFacts(
                name: event.name, descriptor: event.descriptor, country: event.country,
                currency: event.currency)
        case .subscriptionStarted(let event):
            subscription = event
            subscriptionStatus = MembershipStatus(rawValue: event.status.rawValue)
        case .subscriptionChanged(let event): subscriptionStatus = event.status
        }
    }

    /// What several flows may know is the shop's first, then the sign-up's, then the wizard's.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard exists else { return }
            writer.member("name", name)
            writer.member("ownerId", ownerID)
            writer.member("status", status.rawValue)
            writer.member("source", source)
            let (shop, company) = (shopApart.own, companyApart.own)
            writer.member("businessName", shop?.businessName ?? business?.name)
            writer.member("businessDescriptor", business?.descriptor)
            writer.member(
                "country", shop?.country ?? business?.country ?? company?.facts?.country)
            writer.member("currency", business?.currency ?? company?.facts?.currency)
            writer.member("taxId", shop?.taxID ?? company?.facts?.taxID)
            writeSubscription(to: &writer)
            writeParts(to: &writer)
            writer.member("createdAt", createdAt)
        }
    }

    private func writeSubscription(to writer: inout JSONWriter) {
        writer.member("planId", subscription?.planID)
        writer.member("planDescriptor", subscription?.planDescriptor)
        writer.member("subscriptionStatus", subscriptionStatus?.rawValue)
        writer.member("customerId", subscription?.customerID)
        writer.member("subscriptionId", subscription?.subscriptionID)
        writer.member("checkoutSessionId", subscription?.checkoutSessionID)
    }

    /// A user owns one tenant; spaces, which an advisor may have many of, are none of it.
    package func claimChanges(for event: TenantEvent) -> [ClaimChange] {
        switch event {
        case .workspaceCreated(let event):
            event.source == WorkspaceCreated.spaceSource ? [] : [.take(.userTenant(event.ownerID))]
        case .businessCreated, .subscriptionStarted, .subscriptionChanged: []
        }
    }

    /// All that the tenant is called, in lower case.
    package var searchText: String {
        let entityName = companyApart.own?.facts?.entityName
        return SearchText.join([
            name, shopApart.own?.businessName, business?.name, business?.descriptor, entityName,
        ])
    }
}

extension TenantState {
    /// What its owner's billing says of the tenant's own subscription: nothing, unless the status
    /// is another one now. Reports are merged there by the provider's order, so that an older one
    /// behind a newer one is no news (S3).
    package func subscriptionNews(_ billing: MembershipBilling) -> [TenantEvent] {
        guard let id = subscription?.subscriptionID, let now = billing.subscription(id),
            now.status != subscriptionStatus
        else { return [] }
        return [
            .subscriptionChanged(SubscriptionChanged(subscriptionID: id, status: now.status))
        ]
    }
}
