package dev.auroraedr.km.client.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.client.win32.Kernel32Calls.Outcome;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Win32PortProviderTest {
  private static final DeviceName DEVICE = DeviceName.parse("win32:\\\\.\\AuroraEDRKM");

  private final Kernel32Calls calls = mock();

  @Test
  void shouldBeFound() {
    assertThat(ServiceLoader.load(DevicePortProvider.class))
        .extracting(DevicePortProvider::scheme)
        .contains("win32");
  }

  @Test
  void shouldSayWhatToDo_whenNotOnWindows() {
    Win32PortProvider provider = new Win32PortProvider("Linux", () -> calls);
    assertThat(provider.availability().available()).isFalse();
    assertThat(provider.availability().reason()).contains("Windows only").contains("use emulator:");
    assertThatThrownBy(() -> provider.connect(DEVICE)).hasMessageContaining("Windows only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"win32:", "win32:AuroraEDRKM", "win32:\\\\.\\"})
  void shouldRefuseOtherNames(String name) {
    Win32PortProvider provider = new Win32PortProvider("Windows 11", () -> calls);
    assertThat(provider.availability().available()).isTrue();
    assertThatThrownBy(() -> provider.connect(DeviceName.parse(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as win32:");
  }

  @Test
  void shouldNameTheCall_whenOpenFails() {
    when(calls.createFile(any(), anyInt(), anyInt(), anyInt())).thenReturn(new Outcome(null, 5));
    when(calls.createIoCompletionPort(any(), any(), anyLong())).thenReturn(new Outcome(null, 1450));
    DevicePort port = new Win32PortProvider("Windows 11", () -> calls).connect(DEVICE);
    assertThatThrownBy(port::open)
        .isInstanceOf(PortException.class)
        .hasMessageContaining("CreateFileW(\\\\.\\AuroraEDRKM) failed")
        .hasMessageContaining("ERROR_ACCESS_DENIED");
    assertThat(catchThrowableOfType(PortException.class, port::createCompletionPort).win32Error())
        .isEqualTo(1450);
  }

  @Test
  void shouldCloseWhatIsOpen_whenClosed() throws Exception {
    Pointer file = Pointer.createConstant(4);
    Pointer completions = Pointer.createConstant(8);
    when(calls.createFile(any(), anyInt(), anyInt(), anyInt())).thenReturn(new Outcome(file, 0));
    when(calls.createIoCompletionPort(any(), any(), anyLong()))
        .thenReturn(new Outcome(completions, 0));
    DevicePort port = new Win32PortProvider("Windows 11", () -> calls).connect(DEVICE);
    port.open().close();
    port.open();
    port.createCompletionPort();
    port.close();
    verify(calls, org.mockito.Mockito.times(2)).closeHandle(file);
    verify(calls).closeHandle(completions);
  }
}
