/** Variables that a trainer needs to find its libraries, drivers and temporary folder; secrets are not among them. */
const PASSED =
  /^(PATH|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMFILES.*|PROGRAMDATA|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|NUMBER_OF_PROCESSORS|PROCESSOR_.*|TMP|TEMP|TMPDIR|LANG|LANGUAGE|LC_.*|TZ|USER|USERNAME|LOGNAME|SHELL|DISPLAY|WAYLAND_DISPLAY|XDG_(RUNTIME_DIR|CACHE_HOME|DATA_HOME|CONFIG_HOME|STATE_HOME|DATA_DIRS|CONFIG_DIRS)|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|VK_.*|CUDA_.*|NVIDIA_.*|TF_.*|MESA_.*|ELECTRON_RUN_AS_NODE|OPTISCOPE_.*)$/i;

/** The environment for a trainer, out of the supervisor's own. */
export const childEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && PASSED.test(entry[0]),
    ),
  );
