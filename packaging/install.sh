# Part of ./ebbcast: `install` and `uninstall`, the host agent as a service of systemd.

install_help() {
    cat <<'HELP'
Usage: ./ebbcast install [--prefix DIR] [--root DIR]
       ./ebbcast uninstall [--prefix DIR] [--root DIR]
Installs the host agent as the systemd service ebbcast-agent, or removes it.
  --prefix DIR  where the program goes (default: /opt/ebbcast)
  --root DIR    installs below DIR instead of /, for an image that is being built; nothing is started
Installing again replaces the program and the unit. /etc/ebbcast/agent.conf is written only if it is
not there. Uninstalling leaves it and /var/lib/ebbcast. The service is neither enabled nor started.
HELP
}

parse_install() {
    prefix=/opt/ebbcast root=
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help) install_help; exit 0 ;;
            --prefix | --root)
                [ $# -gt 1 ] || die "$verb: $1 needs a directory" 2
                case $2 in /*) ;; *) die "$verb: $1 is '$2', must be an absolute path" 2 ;; esac
                if [ "$1" = --prefix ]; then prefix=${2%/}; else root=${2%/}; fi
                shift 2 ;;
            *) die "$verb knows --prefix and --root, not $1" 2 ;;
        esac
    done
    [[ $prefix =~ ^/[A-Za-z0-9/._-]+$ ]] || die "$verb: --prefix is '$prefix', may have letters, digits and /._-" 2
    program=$root$prefix unit=$root/etc/systemd/system/ebbcast-agent.service
    configuration=$root/etc/ebbcast/agent.conf
    if [ "$(id -u)" != 0 ] && [ -z "$root" ]; then die "$verb needs root; use sudo" 5; fi
    if [ -e "$program" ] && [ ! -f "$program/packaging/agent.jvm" ]; then
        die "$program is there and is not Ebbcast; give another --prefix" 5
    fi
}

run_install() {
    parse_install "$@"
    find_java
    build
    find_classpath
    local fresh=$program.new old=$program.old
    rm -rf "$fresh" "$old"
    mkdir -p "$fresh/cli/target/lib" "$fresh/packaging" "$fresh/docs" "${unit%/*}" "${configuration%/*}"
    cp "$here/ebbcast" "$fresh/"
    cp "$here"/packaging/* "$fresh/packaging/"
    cp "$here/docs/guides/agent.md" "$fresh/docs/"
    local jars jar
    IFS=: read -ra jars <<<"$EBBCAST_CLASSPATH"
    for jar in "${jars[@]}"; do
        case ${jar##*/} in cli-*) cp "$jar" "$fresh/cli/target/" ;; *) cp "$jar" "$fresh/cli/target/lib/" ;; esac
    done
    touch "$fresh/cli/target/.built"
    chmod -R u=rwX,go=rX "$fresh"
    [ ! -e "$program" ] || mv "$program" "$old"
    mv "$fresh" "$program"
    rm -rf "$old"
    # The archive is made where the classes lie: it knows their paths.
    [ -n "$root" ] || (here=$program; unset EBBCAST_CLASSPATH EBBCAST_ARCHIVE; archive_classes)
    sed "s#PREFIX#$prefix#" "$here/packaging/ebbcast-agent.service" >"$unit.new"
    mv "$unit.new" "$unit"
    if [ ! -e "$configuration" ]; then
        cp "$here/packaging/agent.conf" "$configuration"
        say "wrote $configuration: set controllers and data-interface there"
    fi
    reload_systemd
    say "installed $program and $unit"
    say "next: systemctl enable --now ebbcast-agent"
}

run_uninstall() {
    parse_install "$@"
    [ -z "$root" ] && systemd_runs && systemctl disable --now ebbcast-agent >/dev/null 2>&1 || true
    rm -rf "$program" "$unit"
    reload_systemd
    say "removed $program and $unit; ${configuration%/*} and /var/lib/ebbcast are left"
}

systemd_runs() { [ -d /run/systemd/system ]; }

reload_systemd() {
    if [ -z "$root" ] && systemd_runs; then systemctl daemon-reload; fi
}
