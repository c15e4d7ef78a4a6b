"""The package imports without scikit-learn; the part that needs it says how to get it."""

from __future__ import annotations

from conftest import Run


def test_without_scikit_learn_the_search_says_what_to_install(run: Run) -> None:
    program = run(
        """
        import sys
        sys.modules["sklearn"] = None  # as if it were not installed
        import tellus
        try:
            import tellus.sklearn
        except tellus.MissingPackage as error:
            assert isinstance(error, ImportError) and isinstance(error, tellus.TellusError)
            print(error)
        """
    )
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0, err
    assert "pip install 'tellus[sklearn]'" in out
