package org.ebbcast.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom, tests included. */
@AnalyzeClasses(packages = "org.ebbcast.controller")
class ArchitectureTest {
    @ArchTest
    static final ArchRule FABRIC_CORE_KNOWS_NO_IO = noClasses()
            .that()
            .resideInAPackage("..internal.fabric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.projectfloodlight..", "java.net..", "java.nio.file..");

    @ArchTest
    static final ArchRule FABRIC_CORE_ASKS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage("..internal.fabric..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule OPENFLOW_STAYS_IN_ITS_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("..internal.openflow..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.projectfloodlight..");

    @ArchTest
    static final ArchRule JOURNAL_KNOWS_ITS_PORT_ONLY = noClasses()
            .that()
            .resideInAPackage("..internal.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "org.ebbcast.controller.internal.openflow..");

    @ArchTest
    static final ArchRule CONTRACTS_KNOW_NO_ADAPTER = classes()
            .that()
            .resideInAPackage("..contract..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.ebbcast.orchestrator.port..",
                    "org.ebbcast.rules..",
                    "org.ebbcast.controller.contract..",
                    "org.junit..",
                    "org.assertj..",
                    "org.jspecify..");
}
