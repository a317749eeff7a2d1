"""Runs unittest cases in the project's manner: a line per case, and last `N passed, N failed`."""
import sys
import unittest


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.passed = getattr(self, "passed", 0)

    def say(self, mark, test, detail=""):
        name = getattr(test, "_testMethodName", "")  # a class that cannot be set up has none
        print(f"{mark:<5} {type(test).__name__}.{name or test}", flush=True)
        if detail:
            print("      " + detail.rstrip().replace("\n", "\n      "))

    def addSuccess(self, test):
        self.passed += 1
        self.say("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say("FAIL", test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.say("FAIL", test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.say("FAIL", test, f"{subtest._subDescription()}\n{(self.failures + self.errors)[-1][1]}")


def main(module="__main__"):
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    result = Result()
    result.passed = 0
    suite.run(result)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed")
    sys.exit(0 if result.passed and not failed else 1)
