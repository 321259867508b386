/// What happened at each step, for all subjects or one group of them.
struct FrictionTally {
    /// Rejections and fields are counted by the book's numbers for them.
    private struct StepCounts {
        var subjects = 0
        var saves = 0
        var conflicts = 0
        var retries = 0
        var returns = 0
        var rejections: [UInt16: Int] = [:]
        var fields: [UInt16: Int] = [:]
        /// Milliseconds that each spent there.
        var times: [Int64] = []

        mutating func add(_ other: StepCounts) {
            subjects += other.subjects
            saves += other.saves
            conflicts += other.conflicts
            retries += other.retries
            returns += other.returns
            rejections.merge(other.rejections, uniquingKeysWith: +)
            fields.merge(other.fields, uniquingKeysWith: +)
            times += other.times
        }
    }

    private(set) var subjects = 0
    private var steps: [StepCounts]
    /// Fields that a report names for each step.
    private static let fieldsMax = 50

    init(stepCount: Int) { steps = Array(repeating: StepCounts(), count: stepCount) }

    /// Adds one subject's whole way: it counts once at each step where it was.
    mutating func add(_ walk: FrictionWalk) {
        subjects += 1
        for (index, step) in walk.steps.enumerated() where step.isSeen {
            steps[index].subjects += 1
            steps[index].saves += step.saves
            steps[index].conflicts += step.conflicts
            steps[index].retries += step.retries
            steps[index].returns += step.returns
            for code in step.rejections { steps[index].rejections[code, default: 0] += 1 }
            for field in step.fields { steps[index].fields[field, default: 0] += 1 }
            if let time = step.milliseconds { steps[index].times.append(time) }
        }
    }

    /// Adds those of another group, of the same steps.
    mutating func add(_ other: FrictionTally) {
        subjects += other.subjects
        for index in steps.indices { steps[index].add(other.steps[index]) }
    }

    /// - Parameters:
    /// - names: the steps', in their order.
    /// - codes: refusals' codes by number.
    /// - fields: JSON Pointers by number.
    func report(_ names: [(name: String, number: Int?)], codes: [String], fields: [String])
        -> [FrictionReport.Step]
    {
        zip(names, steps).map { named, step in
            FrictionReport.Step(
                name: named.name, number: named.number, subjects: step.subjects,
                saves: step.saves, medianSeconds: Self.median(step.times),
                conflicts: step.conflicts, rejections: Self.counts(step.rejections, codes),
                retries: step.retries, returns: step.returns,
                fields: Array(Self.counts(step.fields, fields).prefix(Self.fieldsMax)))
        }
    }

    /// The most frequent first, and those that are equally frequent by name.
    private static func counts(_ counts: [UInt16: Int], _ names: [String])
        -> [FrictionReport.Count]
    {
        counts.map { FrictionReport.Count(name: names[Int($0.key)], count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }

    /// In seconds; of an even number the mean of the two in the middle.
    private static func median(_ times: [Int64]) -> Double? {
        if times.isEmpty { return nil }
        let sorted = times.sorted()
        let middle = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
        return Double(middle) / 2000
    }
}
