package org.ebbcast.orchestrator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.Executor;

/** The direction of dependence is the architecture. */
@AnalyzeClasses(packages = "org.ebbcast", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule plannerKnowsTheJdkOnly = classes()
            .that()
            .resideInAPackage("org.ebbcast.planner..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.ebbcast.planner..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule rulesKnowTheJdkOnly = classes()
            .that()
            .resideInAPackage("org.ebbcast.rules..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.ebbcast.rules..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule protocolKnowsNobody = noClasses()
            .that()
            .resideInAPackage("org.ebbcast.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.ebbcast.planner..", "org.ebbcast.rules..", "org.ebbcast.orchestrator..");

    @ArchTest
    static final ArchRule orchestratorKnowsNoAdapterAndNoFramework = classes()
            .that()
            .resideInAPackage("org.ebbcast.orchestrator..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.ebbcast.orchestrator..",
                    "org.ebbcast.planner",
                    "org.ebbcast.rules",
                    "org.ebbcast.protocol",
                    "org.ebbcast.protocol.config",
                    "com.fasterxml.jackson..",
                    "javax.ws.rs..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "java..");

    @ArchTest
    static final ArchRule onlyRestKnowsJaxRs = noClasses()
            .that()
            .resideInAPackage("org.ebbcast.orchestrator..")
            .and()
            .resideOutsideOfPackage("org.ebbcast.orchestrator.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.ws.rs..");

    @ArchTest
    static final ArchRule theLifeCycleHasNoThreadsAndNoClock = noClasses()
            .that()
            .resideInAnyPackage("org.ebbcast.orchestrator.life", "org.ebbcast.orchestrator.load",
                    "org.ebbcast.orchestrator.plan")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Executor.class);

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.ebbcast.orchestrator.(*)..").should().beFreeOfCycles();
}
