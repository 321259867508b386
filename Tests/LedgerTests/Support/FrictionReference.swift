import Onboarding
import TestSupport
import Testing
import Time

@testable import ReadModels

/// One thing that happened to a subject, as a reference looks at it.
struct FrictionFact {
    enum What: Equatable {
        /// Kept; by a person, or by somebody else.
        case kept(isPersons: Bool)
        case refused(String, fields: [String])
        case left
    }

    let time: Int64
    /// The stage entered or the step named.
    var step: Int?
    let what: What
}

/// Friction counted slowly, each number by a pass of its own over one subject's facts (contract D3,
/// D6).
struct FrictionReference {
    let isNumbered: Bool
    /// In the order of time and, in one instant, of position.
    let facts: [FrictionFact]

    init(isNumbered: Bool, _ facts: [FrictionFact]) {
        self.isNumbered = isNumbered
        self.facts = facts.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
            .filter { fact in
                guard isNumbered, case .kept = fact.what else { return true }
                return fact.step != nil
            }
    }

    /// Where the subject stands when a fact comes; nil before the first stage and after an exit.
    private func standing(before index: Int) -> Int? {
        for fact in facts[..<index].reversed() {
            switch fact.what {
            case .left: return nil
            case .kept: if let step = fact.step { return step }
            case .refused: continue
            }
        }
        return nil
    }

    /// The step that was entered last when a fact comes, whether or not an exit was taken since.
    private func lastEntered(before index: Int) -> Int? {
        for fact in facts[..<index].reversed() {
            if case .kept = fact.what, let step = fact.step { return step }
        }
        return nil
    }

    /// The step that a fact is counted at; nil for an exit, and for what names none and finds the
    /// subject at none; a refusal then stands where the subject left.
    private func place(of index: Int) -> Int? {
        switch facts[index].what {
        case .left: nil
        case .refused: facts[index].step ?? lastEntered(before: index)
        case .kept:
            isNumbered
                ? facts[index].step : standing(before: index) ?? facts[index].step
        }
    }

    private func enters(_ index: Int) -> Int? {
        guard case .kept = facts[index].what, let step = facts[index].step,
            standing(before: index) != step
        else { return nil }
        return step
    }

    func isSeen(_ step: Int) -> Bool {
        facts.indices.contains { place(of: $0) == step || enters($0) == step }
    }

    func saves(_ step: Int) -> Int {
        facts.indices.count { place(of: $0) == step && facts[$0].what == .kept(isPersons: true) }
    }

    /// The codes refused at a step, and the fields that were wrong.
    func refusals(_ step: Int) -> (codes: [String], fields: [String]) {
        var (codes, fields): ([String], [String]) = ([], [])
        for index in facts.indices where place(of: index) == step {
            guard case .refused(let code, let wrong) = facts[index].what else { continue }
            codes.append(code)
            fields += wrong
        }
        return (codes, fields)
    }

    func retries(_ step: Int) -> Int {
        let attempts = facts.indices.filter { index in
            place(of: index) == step && facts[index].what != .kept(isPersons: false)
        }
        return zip(attempts, attempts.dropFirst()).count { before, _ in
            if case .refused = facts[before].what { true } else { false }
        }
    }

    func returns(_ step: Int) -> Int {
        facts.indices.count { index in
            guard enters(index) == step else { return false }
            return facts[..<index].indices.contains { (enters($0) ?? -1) > step }
        }
    }

    /// Milliseconds in all visits; nil when nothing is known of any.
    func time(_ step: Int) -> Int64? {
        let visits = facts.indices.filter { enters($0) == step }.compactMap { start -> Int64? in
            let next = facts.indices.first { index in
                index > start && (enters(index) != nil || facts[index].what == .left)
            }
            if let next, enters(next) != nil { return facts[next].time - facts[start].time }
            let last = (start..<(next ?? facts.count)).last { $0 > start && place(of: $0) == step }
            guard let last, facts[last].time > facts[start].time else { return nil }
            return facts[last].time - facts[start].time
        }
        return visits.isEmpty ? nil : visits.reduce(0, +)
    }
}

/// Adds up references and holds a report to them.
enum FrictionSums {
    private static let conflicts = ["request.version_conflict", "request.precondition_failed"]

    static func expect(_ steps: [FrictionReport.Step], _ subjects: [FrictionReference]) {
        for (index, step) in steps.enumerated() {
            let refusals = subjects.map { $0.refusals(index) }
            let codes = refusals.flatMap(\.codes)
            let times = subjects.compactMap { $0.time(index) }.sorted()
            expectEqual(step.subjects, subjects.count { $0.isSeen(index) })
            expectEqual(step.saves, subjects.reduce(0) { $0 + $1.saves(index) })
            expectEqual(step.conflicts, codes.count { conflicts.contains($0) })
            expectEqual(counts(step.rejections), counted(codes.filter { !conflicts.contains($0) }))
            expectEqual(counts(step.fields), counted(refusals.flatMap(\.fields)))
            expectEqual(step.retries, subjects.reduce(0) { $0 + $1.retries(index) })
            expectEqual(step.returns, subjects.reduce(0) { $0 + $1.returns(index) })
            expectEqual(step.medianSeconds, median(times))
        }
    }

    private static func counts(_ counts: [FrictionReport.Count]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: counts.map { ($0.name, $0.count) })
    }

    private static func counted(_ names: [String]) -> [String: Int] {
        names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private static func median(_ sorted: [Int64]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let (low, high) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        return Double(low + high) / 2000
    }
}
