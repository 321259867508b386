import Time

/// The reports of one subscription that could be the latest, which are all of its newest second,
/// those of the second that was reported before it, and the last ones that named a plan and an end.
///
/// The provider's times are whole seconds, and much happens within one. All reports of the newest
/// second are kept and the choice is made among the whole set, so that it cannot depend on the
/// order in which they came.
public struct SubscriptionReports: Sendable, Hashable {
    private var newest = Moment()
    /// Tells the status in which the newest second began.
    private var earlier = Moment()
    /// The latest that names a plan: a price that no plan has, or metadata without one, tells none.
    private(set) var latestNamed: SubscriptionReported?
    /// The latest that says when it ends: not each report does.
    private var latestEnding: SubscriptionReported?

    /// Forgets what is older than the two newest times, but for the last plan's name and the last
    /// end; the same delivery again changes nothing.
    mutating func note(_ report: SubscriptionReported) {
        if report.plan != nil { latestNamed = report.later(than: latestNamed) }
        if report.endsAt != nil { latestEnding = report.later(than: latestEnding) }
        let its = Moment(of: report)
        if newest.isBefore(its) {
            (earlier, newest) = (newest, its)
        } else if its.isBefore(newest), earlier.isBefore(its) {
            earlier = its
        } else {
            newest.note(its)
            earlier.note(its)
        }
    }

    /// The last word of the newest second.
    public var latest: SubscriptionReported? {
        newest.lastWord(after: earlier.lastWord(after: nil)?.status)
    }

    /// When it ended, or when the paid period ends: as the last word says, else as was said last. A
    /// deletion that does not say is the end itself. Nil when no report said so.
    var endsAt: Timestamp? {
        guard let latest else { return nil }
        let ended = latest.change == .deleted ? latest.asOf : latestEnding?.endsAt
        return latest.endsAt ?? ended
    }

    /// True when the newest second left a failed payment behind.
    var tellsOfOvercoming: Bool {
        newest.reports.values.contains { $0.previousStatus == .pastDue }
    }

    /// For taking the reports over into another stream.
    var all: [SubscriptionReported] {
        let last = [latestNamed, latestEnding].compactMap { $0 }
        return Array(Set(newest.reports.values).union(earlier.reports.values).union(last))
    }
}

/// What was reported of one subscription as of one time; a deletion is after everything else.
private struct Moment: Sendable, Hashable {
    private var isDeletion = false
    private var asOf = Timestamp.earliest
    /// By the delivery's id.
    private(set) var reports: [String: SubscriptionReported] = [:]

    init() {}

    init(of report: SubscriptionReported) {
        (isDeletion, asOf) = (report.change == .deleted, report.asOf)
        reports[report.eventID] = report
    }

    func isBefore(_ other: Moment) -> Bool {
        (isDeletion ? 1 : 0, asOf) < (other.isDeletion ? 1 : 0, other.asOf)
    }

    /// Takes in what is of the same time, and nothing else.
    mutating func note(_ other: Moment) {
        guard !isBefore(other), !other.isBefore(self) else { return }
        reports.merge(other.reports) { $1 }
    }

    /// The last word: an update rather than the creation; of several updates one in whose status
    /// the changes end; and of these the one with the greatest id, in which the longer is the
    /// greater, so that `evt_10` follows `evt_9`.
    ///
    /// - Parameter status: of the time before; nil when it is not known.
    func lastWord(after status: MembershipStatus?) -> SubscriptionReported? {
        let created = reports.values.filter { $0.change == .created }
        let start = created.max { $0.order < $1.order }?.status ?? status
        return reports.values.max { weight($0, from: start) < weight($1, from: start) }
    }

    /// The greatest is the last word.
    private func weight(
        _ report: SubscriptionReported, from start: MembershipStatus?
    ) -> (Int, Int, Int, String) {
        (
            report.change == .created ? 0 : 1, finality(of: report.status, from: start),
            report.eventID.utf8.count, report.eventID
        )
    }

    /// Changes that each name the status before end where more of them come than leave: from
    /// active to past due and back they end in active. Where as many leave each status as come,
    /// they end where they began.
    private func finality(of status: MembershipStatus?, from start: MembershipStatus?) -> Int {
        let changes = reports.values.filter {
            $0.previousStatus != nil && $0.previousStatus != $0.status
        }
        let arrivals = changes.count { $0.status == status }
        let departures = changes.count { $0.previousStatus == status }
        if departures == 0 || arrivals > departures { return 2 }
        return arrivals == departures && status == start ? 1 : 0
    }
}

extension SubscriptionReported {
    /// By time, then by id as in a moment's last word.
    fileprivate var order: (Timestamp, Int, String) { (asOf, eventID.utf8.count, eventID) }

    fileprivate func later(than other: SubscriptionReported?) -> SubscriptionReported {
        if let other, order < other.order { other } else { self }
    }
}
