import tellus
from sklearn.datasets import load_digits
from sklearn.svm import SVC
from tellus.sklearn import TellusSearchCV

search = TellusSearchCV(SVC(), {
    "kernel": ["linear", "rbf", "poly"],
    "C": tellus.log_float(1e-3, 1e3, default=1.0),
    "gamma": tellus.log_float(1e-5, 0.1, when={"kernel": ["rbf", "poly"]}),
}, n_iter=30, cv=3, scheduler="median", verbose=3, study="sklearn-svm", project="examples")

search.fit(*load_digits(return_X_y=True))
print("incumbent:", search.best_params_, round(search.best_score_, 4))
print("folds run:", search.trial_folds_.sum(), "of", 3 * len(search.trial_folds_), "- see", search.study_url_)
