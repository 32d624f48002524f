package dev.auroraedr.km.conformance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The dependency directions that make the parts of the kit each other's witnesses. */
class ArchitectureTest {
  private static final String BASE = "dev.auroraedr.km.";
  private static final String[] WINDOWS = {
    BASE + "emulator.ci..",
    BASE + "emulator.ke..",
    BASE + "emulator.ex..",
    BASE + "emulator.se..",
    BASE + "emulator.ps..",
    BASE + "emulator.ob..",
    BASE + "emulator.io..",
    BASE + "emulator.rtl..",
    BASE + "emulator.cm..",
    BASE + "emulator.flt..",
    BASE + "emulator.fs.."
  };
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.auroraedr.km");

  @Test
  @DisplayName("the rules below look at all four modules")
  void shouldSeeEveryModule_whenRulesAreChecked() {
    assertThat(countIn("abi..") + countIn("fixtures..")).isGreaterThan(20);
    assertThat(countIn("client..")).isGreaterThan(20);
    assertThat(countIn("emulator..")).isGreaterThan(40);
    assertThat(countIn("conformance..")).isGreaterThan(40);
  }

  @Test
  @DisplayName("fixtures know no other module")
  void shouldStandAlone_whenFixtures() {
    forbid(resideInAnyPackage(BASE + "abi..", BASE + "fixtures.."), BASE + "client..");
    forbid(resideInAnyPackage(BASE + "abi..", BASE + "fixtures.."), BASE + "emulator..");
    forbid(resideInAnyPackage(BASE + "abi..", BASE + "fixtures.."), BASE + "conformance..");
  }

  @Test
  @DisplayName("the client knows fixtures only")
  void shouldKnowFixturesOnly_whenClient() {
    forbid(resideInAPackage(BASE + "client.."), BASE + "emulator..");
    forbid(resideInAPackage(BASE + "client.."), BASE + "conformance..");
  }

  @Test
  @DisplayName("the emulator sees nothing of the client but its port SPI")
  void shouldSeeThePortOnly_whenEmulator() {
    DescribedPredicate<JavaClass> clientBeyondPort =
        resideInAPackage(BASE + "client..")
            .and(DescribedPredicate.not(resideInAPackage(BASE + "client.port..")));
    noClasses()
        .that(resideInAPackage(BASE + "emulator.."))
        .should()
        .dependOnClassesThat(clientBeyondPort)
        .check(CLASSES);
    forbid(resideInAPackage(BASE + "emulator.."), BASE + "conformance..");
  }

  @Test
  @DisplayName("the Windows layer knows neither the driver nor the machine around it")
  void shouldNotKnowTheDriver_whenWindowsLayer() {
    forbid(resideInAnyPackage(WINDOWS), BASE + "emulator.driver..");
    forbid(resideInAnyPackage(WINDOWS), BASE + "client..");
    noClasses()
        .that(resideInAnyPackage(WINDOWS))
        .should()
        .dependOnClassesThat(resideInAPackage("dev.auroraedr.km.emulator"))
        .check(CLASSES);
  }

  @Test
  @DisplayName("the driver reaches the machine through the kernel API only, never through ports")
  void shouldUseTheKernelApi_whenDriver() {
    forbid(resideInAPackage(BASE + "emulator.driver.."), BASE + "emulator.port..");
    forbid(resideInAPackage(BASE + "emulator.driver.."), BASE + "client..");
  }

  @Test
  @DisplayName("the suite and its target SPI see bytes: neither client nor emulator")
  void shouldSeeBytesOnly_whenSuite() {
    noClasses()
        .that(resideInAnyPackage(BASE + "conformance.target", BASE + "conformance.property.."))
        .or(resideInAPackage(BASE + "conformance.suite.."))
        .and(DescribedPredicate.not(resideInAPackage(BASE + "conformance.suite.client..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage(BASE + "client..", BASE + "emulator.."))
        .check(CLASSES);
  }

  @Test
  @DisplayName("JNA is used by the Win32 port and the hosted target alone")
  void shouldKeepJnaInOnePlace_whenClient() {
    noClasses()
        .that(
            DescribedPredicate.not(
                resideInAnyPackage(BASE + "client.win32..", BASE + "conformance.target.hosted..")))
        .should()
        .dependOnClassesThat(resideInAPackage("com.sun.jna.."))
        .check(CLASSES);
  }

  @Test
  @DisplayName("no package cycles in any module")
  void shouldHaveNoCycles_whenPackagesAreSliced() {
    for (String module : new String[] {"client", "emulator", "conformance", "fixtures"}) {
      ArchRule rule =
          slices()
              .matching(BASE + module + ".(*)..")
              .namingSlices(module + ".$1")
              .should()
              .beFreeOfCycles();
      rule.allowEmptyShould(module.equals("fixtures")).check(CLASSES);
    }
  }

  @Test
  @DisplayName("libraries print nothing; the command does")
  void shouldNotPrint_whenLibrary() {
    noClasses()
        .that(resideInAnyPackage(BASE + "client..", BASE + "emulator..", BASE + "fixtures.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  @Test
  @DisplayName("nobody sleeps but who paces the demo's activity, and the suite never does")
  void shouldNotSleep_whenSuiteOrDriver() {
    noClasses()
        .that(
            resideInAnyPackage(
                BASE + "client..", BASE + "conformance..", BASE + "emulator.driver.."))
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .check(CLASSES);
  }

  private static void forbid(DescribedPredicate<JavaClass> from, String to) {
    noClasses().that(from).should().dependOnClassesThat(resideInAPackage(to)).check(CLASSES);
  }

  private static long countIn(String packages) {
    return CLASSES.stream().filter(resideInAPackage(BASE + packages)).count();
  }
}
