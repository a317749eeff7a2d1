"""Runs unittest cases in the project's manner: a line per case, and last `N passed, N failed`."""
import sys
import unittest


class Result(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.passed = getattr(self, "passed", 0)

    def say(self, mark, test, detail=""):
        print(f"{mark:<5} {type(test).__name__}.{test._testMethodName}", flush=True)
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


def main(module="__main__"):
    suite = unittest.defaultTestLoader.loadTestsFromName(module)
    result = Result()
    result.passed = 0
    suite.run(result)
    failed = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {failed} failed")
    sys.exit(0 if result.passed and not failed else 1)
