package io.github.bandwidthmfa.reactor;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The groups of classes that reach each other, nested classes counted as part of their outermost one. */
final class ClassCycles {

    private ClassCycles() {}

    static Set<Set<String>> of(JavaClasses classes) {
        Map<String, Set<String>> uses = uses(classes);
        Map<String, Set<String>> reached =
                uses.keySet().stream().collect(Collectors.toMap(Function.identity(), from -> reach(from, uses)));
        return reached.keySet().stream()
                .map(name -> reached.get(name).stream()
                        .filter(other -> reached.get(other).contains(name))
                        .collect(Collectors.<String, Set<String>>toCollection(TreeSet::new)))
                .filter(cycle -> cycle.size() > 1)
                .collect(Collectors.toSet());
    }

    private static Map<String, Set<String>> uses(JavaClasses classes) {
        Set<String> known = classes.stream().map(ClassCycles::outermost).collect(Collectors.toSet());
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass type : classes) {
            Set<String> targets = uses.computeIfAbsent(outermost(type), first -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = outermost(dependency.getTargetClass());
                if (known.contains(target) && !target.equals(outermost(type))) {
                    targets.add(target);
                }
            }
        }
        return uses;
    }

    private static Set<String> reach(String from, Map<String, Set<String>> uses) {
        Set<String> reached = new HashSet<>();
        List<String> next = List.copyOf(uses.get(from));
        while (!next.isEmpty()) {
            next = next.stream()
                    .filter(reached::add)
                    .flatMap(name -> uses.get(name).stream())
                    .toList();
        }
        return reached;
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
